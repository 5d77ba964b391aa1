"""`python -m cx_handbook` is the command `handbook`."""

from cx_handbook.cli.main import main

if __name__ == "__main__":
    main()
