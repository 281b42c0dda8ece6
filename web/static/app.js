// What pages have with scripts: local times, buttons that copy, keys. All else works without.
"use strict";

const words = document.body.dataset;

// Each time in UTC, with the reader's own beside it where that is another one.
function addLocalTimes() {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime()) || moment.getTimezoneOffset() === 0) continue;
    time.after(` (${words.local} ${format.format(moment)})`);
  }
}

// A button beside each command that is more than a word in a sentence.
function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const command of document.querySelectorAll("code.command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy;
    button.setAttribute("aria-label", `${words.copy}: ${command.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(command.textContent);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    const box = document.createElement("span");
    box.className = "copied";
    command.before(box);
    box.append(command, button);
  }
}

const places = { o: "/", p: "/problems", r: "/reports", c: "/check", q: "/quarantine", s: "/system" };
let before = "";

// j and k go over what there is on the page, one after the other.
function goOn(step) {
  const links = [...document.querySelectorAll("a.row-link")];
  if (links.length === 0) return;
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
}

function follow(selector) {
  const link = document.querySelector(selector);
  if (link) link.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const key = event.key;
  if (before === "g" && key === "d") location.href = `${words.base}/#domains`;
  else if (before === "g" && places[key]) follow(`.top nav a[href="${words.base}${places[key]}"]`);
  else if (key === "/") document.querySelector(".search input")?.focus();
  else if (key === "?") location.href = `${words.base}/help#keys`;
  else if (key === "j") goOn(1);
  else if (key === "k") goOn(-1);
  else if (key === "[" || key === "]") follow(`a[data-key="${key}"]`);
  else { before = key === "g" ? "g" : ""; return; }
  before = "";
  event.preventDefault();
}

addLocalTimes();
addCopyButtons();
document.addEventListener("keydown", onKey);
