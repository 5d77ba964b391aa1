"""The theme's choice of light and dark: the colours themselves come from the company."""

from typing import Any

# The device's choice first; the button in the header leads from one to the next.
CUSTOM = {"primary": "custom", "accent": "custom"}
PALETTE: tuple[dict[str, Any], ...] = (
    {
        "media": "(prefers-color-scheme)",
        "toggle": {
            "icon": "material/brightness-auto",
            "name": "Light or dark as the device; change to light",
        },
    },
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "toggle": {"icon": "material/brightness-7", "name": "Light; change to dark"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "toggle": {"icon": "material/brightness-4", "name": "Dark; change to the device's choice"},
    },
)
