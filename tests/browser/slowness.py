"""A slow network, for a page that is open: what it asks the server for waits until it is let go.

It is done within the page. To have the browser itself intercept requests (`window.route`) of a page at work loses some:
Chromium swaps what loads for the page while it goes on loading.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

_SLOW = """([path, on, once]) => {
  const asked = window.fetch;
  const held = [];
  let slow = true;
  window.letGo = () => {
    slow = false;
    for (const go of held.splice(0)) go();
  };
  const hold = () => new Promise(go => {
    held.push(go);
    document.body.dataset.held = 'yes';
  });
  window.fetch = async (address, ...more) => {
    if (!slow || new URL(address, location).pathname !== path) return asked(address, ...more);
    slow = !once;
    if (on === 'request') {
      await hold();
      return asked(address, ...more);
    }
    const answer = await asked(address, ...more);
    window.lateAnswer = await answer.clone().text();
    await hold();
    return answer;
  };
}"""


class Slowness:
    """From now on, whatever the page asks a path for waits.

    Args:
        window: The page; it is quick again when it is loaded anew.
        path: Of the address, without its query.
        on: `request`: the server has not heard of it yet; `answer`: it has, and what it said is on its way.
        once: The first alone waits.
    """

    def __init__(self, window: Page, path: str, *, on: str = "request", once: bool = False) -> None:
        self.window = window
        window.evaluate(_SLOW, [path, on, once])

    def begun(self) -> None:
        """Wait until something waits."""
        expect(self.window.locator("body")).to_have_attribute("data-held", "yes")

    def end(self) -> str:
        """Let go what waits, and what follows; what the last late answer said, if answers waited."""
        self.window.evaluate("letGo()")
        return str(self.window.evaluate("window.lateAnswer ?? ''"))
