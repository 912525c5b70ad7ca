"""What is wrong with a page as a browser sees it: axe, the security policy, overflow, icons, the console."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page

from marketplace.assets import ASSETS, AXE

LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
RUN_AXE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const shown = (nodes) => nodes.map((node) => node.html.slice(0, 160)).join(" | ");
  return violations.map(({ id, nodes }) => `${id}: ${shown(nodes)}`);
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ICONS = "[...document.querySelectorAll('use')].map((use) => use.getAttribute('href').split('#')[1])"


class Looker:
    """Listens to a page from before it loads, and tells afterwards what was wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        page.add_init_script(LISTEN)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(f"script: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that answers 404, 403 or 409 is what was asked for; the browser tells its status as an error.
        is_own_status = message.text.startswith("Failed to load") and message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not is_own_status:
            self.said.append(f"console: {message.text}")

    def faults(self) -> list[str]:
        """Everything found on the page as it stands now; an empty list is what a test wants."""
        return [*self.said, *self._refused(), *self._sideways(), *self._icons(), *self._axe()]

    def _refused(self) -> list[str]:
        return [f"policy: {each}" for each in self.page.evaluate("window.refused")]

    def _sideways(self) -> list[str]:
        pixels = self.page.evaluate(SIDEWAYS)
        return [f"overflow: {pixels} px sideways"] if pixels > 0 else []

    def _icons(self) -> list[str]:
        sprite = (ASSETS / "icons.svg").read_text(encoding="utf-8")
        return [f"icon: {name}" for name in set(self.page.evaluate(ICONS)) if f'id="{name}"' not in sprite]

    def _axe(self) -> list[str]:
        # Evaluated by the debugger, which the page's policy does not bind.
        self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        return [f"axe: {each}" for each in self.page.evaluate(RUN_AXE)]
