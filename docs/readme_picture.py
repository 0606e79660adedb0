"""Make the README's picture anew: `python docs/readme_picture.py` runs the scenarios and draws them.

Needs Playwright and Chromium, as the browser tests do.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

import copsim

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
PICTURE = Path(__file__).parent / "images" / "who-speaks.png"
SCENARIOS = ("moving-forward", "merely-invited", "unsupported-covid")


def main() -> None:
    """Screenshot of the figure on who speaks and who is heard."""
    PICTURE.parent.mkdir(exist_ok=True)
    figure = copsim.run(*SCENARIOS).figure("voice")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1080, "height": 900}, device_scale_factor=1.5)
        page.set_content(f"<body style='margin: 0'>{figure.svg}</body>")
        page.locator("body > svg").screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
