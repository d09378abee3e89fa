// Sends the form without leaving the page. Where scripts do not run, the form is posted as usual.
(() => {
  const form = document.getElementById(FORM);
  const line = (role, text) => Object.assign(document.createElement("p"), { textContent: text, role });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const old of form.querySelectorAll("p[role=alert]")) old.remove();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const said = await answer.json();
      if (answer.ok) {
        if (THANKS_URL && !said.did_you_mean) return location.assign(THANKS_URL);
        const thanks = line("status", THANKS + (said.did_you_mean ? HINT.replace("{}", said.did_you_mean) : ""));
        thanks.tabIndex = -1;
        form.replaceWith(thanks);
        return thanks.focus();
      }
      for (const { field, message } of said.fields ?? []) {
        const input = form.elements.namedItem(field);
        (input.closest("label") ?? input).after(line("alert", message));
      }
      if (said.fields) form.elements.namedItem(said.fields[0].field).focus();
      else button.after(line("alert", said.message ?? FAILED));
    } catch (error) {
      button.after(line("alert", FAILED));
      console.error(`The form was not sent. Is "${location.origin}" listed under "allow_origins" in forms/${FORM}.json?`, error);
    }
    button.disabled = false;
  });
})();
