// Sorts and filters the table of students. The page is whole without it: it only adds a form and buttons.
(() => {
  const table = document.querySelector("table.students"), form = document.querySelector("form.filter");
  if (!table || !form) return;
  const body = table.tBodies[0], rows = [...body.rows], shown = form.querySelector("output");
  const keys = rows.map(row => row.cells[0].textContent.toLowerCase());
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;

  const filter = () => {
    const text = form.elements.text.value.trim().toLowerCase(), state = form.elements.state.value;
    let count = 0;
    rows.forEach((row, index) => {
      row.hidden = !keys[index].includes(text) || (state !== "" && !row.dataset.state.split(" ").includes(state));
      count += row.hidden ? 0 : 1;
    });
    shown.textContent = `${count} / ${rows.length}`;
  };

  const sort = (heading, column) => {
    const up = heading.getAttribute("aria-sort") !== "ascending", numeric = heading.classList.contains("number");
    const compare = numeric ? (a, b) => value(a, column) - value(b, column)
      : (a, b) => value(a, column).localeCompare(value(b, column), undefined, { numeric: true });
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    body.append(...[...rows].sort((a, b) => up ? compare(a, b) : compare(b, a)));
  };

  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading, column));
    heading.append(button);
  });
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  filter();
})();
