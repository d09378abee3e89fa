// Keeps the clock and the lists fresh. Without it the pages work all the same.
"use strict";
(() => {
  const phone = document.querySelector("#phone");
  if (phone && innerWidth < 760) phone.checked = true;

  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = button.closest(".copy").querySelector("code").textContent;
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.copy;
      setTimeout(() => (button.textContent = words), 2000);
    });
  }

  const clock = document.querySelector("[data-clock]");
  let seen;

  const refresh = async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (fresh && fresh.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
        part.replaceChildren(...fresh.childNodes);
      }
    }
  };

  const beat = async () => {
    if (!document.hidden) {
      try {
        const pulse = await (await fetch("/pulse")).json();
        clock.textContent = pulse.now;
        const state = `${pulse.mails} ${pulse.mistakes} ${pulse.unlisted} ${pulse.bar}`;
        // The first beat refreshes too: something may have come while the page was made.
        if (seen !== state) await refresh();
        seen = state;
      } catch {
        seen = undefined; // The program is being restarted; the next beat asks again.
      }
    }
    setTimeout(beat, 1000);
  };
  beat();
})();
