"""Take the README's picture from the demo's report: `copsim demo`, then `python docs/readme_picture.py`.

Needs Playwright and Chromium, as the browser tests do.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
PICTURE = Path(__file__).parent / "images" / "who-speaks.png"


def main() -> None:
    """Screenshot of the figure on who speaks and who is heard."""
    PICTURE.parent.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1180, "height": 900}, device_scale_factor=1.5)
        page.goto(Path("copsim-demo.html").resolve().as_uri())
        page.locator("section", has=page.get_by_role("heading", name="Who speaks and who is heard")).screenshot(
            path=PICTURE
        )
        browser.close()


if __name__ == "__main__":
    main()
