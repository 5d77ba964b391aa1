# The command `handbook` with all that it needs for PDFs, for whoever would rather not install Python.
#
#   docker build -t handbook .
#   docker run --rm -v "$PWD:/handbook" -u "$(id -u):$(id -g)" handbook check
#
# Name the base by its digest where you need the same image every time.

FROM python:3.13-slim-bookworm AS wheel
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.13-slim-bookworm
# Pango, for the PDFs: tools/setup.py names the same packages.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=wheel /wheel /tmp/wheel
COPY requirements.txt /tmp/requirements.txt
# The versions that our tests ran with.
RUN pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.txt \
 && pip install --no-cache-dir --no-deps /tmp/wheel/*.whl
RUN useradd --create-home --uid 1000 handbook && mkdir /handbook && chown handbook /handbook
USER handbook
# Fonts and others keep files in the home, which is no folder of whoever is named with -u.
ENV HOME=/tmp
# An image that cannot build is never finished: the smallest sample, with its PDFs.
RUN handbook init /tmp/trial/starter --from starter --name Trial \
 && handbook --root /tmp/trial/starter build \
 && ls /tmp/trial/starter/site/checklists/print/*.pdf \
 && rm -r /tmp/trial
WORKDIR /handbook
ENTRYPOINT ["handbook"]
CMD ["build"]
