// Saves while one types, and lets the keyboard do everything. Without it the form still works.
(() => {
  const form = document.getElementById("mark");
  const points = document.getElementById("points");
  const state = document.getElementById("state");
  const fields = () => new URLSearchParams(new FormData(form)).toString();
  let saved = fields();
  let timer = 0;
  let saving = Promise.resolve(true);

  const say = (text, wrong) => {
    state.textContent = text;
    state.className = wrong ? "wrong" : "";
  };

  // One request after the other, so that the last thing typed is the last thing saved.
  const save = () => {
    clearTimeout(timer);
    saving = saving.then(async () => {
      const body = fields();
      if (body === saved) return true;
      say("Saving …", false);
      try {
        const headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
        const answer = await fetch(form.action, { method: "POST", body, headers });
        if (!answer.ok) {
          say(await answer.text(), true);
          return false;
        }
        saved = body;
        document.getElementById("done").textContent = (await answer.json()).done;
        say("Saved", false);
        return true;
      } catch {
        say("Not saved: the command does not answer any more", true);
        return false;
      }
    });
    return saving;
  };

  const go = async (id) => {
    const link = document.getElementById(id);
    if ((await save()) && link) location.assign(link.href);
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 600);
  });
  form.addEventListener("change", save);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go("next");
  });
  for (const id of ["previous", "next"]) {
    document.getElementById(id)?.addEventListener("click", (event) => {
      event.preventDefault();
      go(id);
    });
  }
  addEventListener("beforeunload", (event) => {
    if (fields() !== saved) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") event.target.blur();
    else if (!typing && event.key === "ArrowRight") go("next");
    else if (!typing && event.key === "ArrowLeft") go("previous");
    else if (!typing && /^[0-9]$/.test(event.key)) {
      points.focus();
      points.select();
    }
  });
})();
