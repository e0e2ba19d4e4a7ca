// What the page does besides the terminal, which is textual.js: it sends a sheet, takes a file, says that all is over.
"use strict";

const terminal = document.getElementById("terminal");
const ended = document.getElementById("ended");
const again = document.getElementById("again");
const sheet = document.getElementById("sheet");
const part = (name) => document.getElementById(`sheet-${name}`);
const here = (path) => new URL(path, window.location.href.split(/[?#]/)[0]).href;
let wanted = null;
let sending = null;

terminal.dataset.sessionWebsocketUrl = here("ws").replace(/^http/, "ws");

// A link in a card's text, or an escape sequence, opens nothing.
window.open = () => null;

// The messages that textual.js does not know.
const heard = { file_wanted: askForSheet, file_comes: takeFile };
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") return;
      const [name, value] = JSON.parse(data);
      if (Object.hasOwn(heard, name)) heard[name](value);
    });
    this.addEventListener("open", toTerminal);
    this.addEventListener("close", ({ code }) => sayEnded(String(code)));
  }

  send(data) {
    if (this.readyState === Socket.OPEN) super.send(data);
  }
};

// Ctrl+V is the browser's own paste, not a key for the program.
window.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "v") event.stopPropagation();
}, true);

function toTerminal() {
  document.querySelector(".xterm-helper-textarea").focus();
}

function takeFile(key) {
  const link = document.createElement("a");
  link.href = here(`download/${key}`);
  link.download = "";
  link.click();
}

function askForSheet(value) {
  wanted = value;
  part("title").textContent = value.says.title;
  part("file").accept = value.accept;
  part("choose").textContent = value.says.choose;
  part("cancel").textContent = value.says.cancel;
  ready("");
  sheet.showModal();
  pick();
}

function pick() {
  // Only within seconds of a key does the browser let the page open its own dialog; else the button does.
  try { part("file").showPicker(); } catch { part("choose").focus(); }
}

function ready(said) {
  sending = null;
  part("file").value = "";
  part("choose").disabled = false;
  part("choose").focus();
  part("sent").hidden = true;
  part("said").textContent = said;
}

function send(file) {
  const request = sending = new XMLHttpRequest();
  const says = wanted.says;
  part("choose").disabled = true;
  part("cancel").focus();
  part("sent").hidden = false;
  part("sent").value = 0;
  part("said").textContent = says.sending;
  request.upload.onprogress = ({ loaded, total }) => { part("sent").value = total ? loaded / total : 0; };
  request.onload = () => {
    if (request.status === 204) done();
    else ready(request.status === 413 ? says.too_large : says.failed);
  };
  request.onerror = () => ready(says.failed);
  request.open("POST", here(`upload/${wanted.key}`));
  request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
  request.send(file);
}

function done() {
  wanted = sending = null;
  sheet.close();
  toTerminal();
}

function cancel() {
  if (wanted === null) return;
  const key = wanted.key;
  if (sending !== null) sending.abort();
  done();
  fetch(here(`upload/${key}`), { method: "DELETE" });
}

function chosen([file]) {
  if (file === undefined || wanted === null || sending !== null) return;
  if (file.size > wanted.largest) ready(wanted.says.too_large);
  else send(file);
}

part("choose").addEventListener("click", pick);
part("file").addEventListener("change", ({ target }) => chosen(target.files));
sheet.addEventListener("dragover", (event) => event.preventDefault());
sheet.addEventListener("drop", (event) => { event.preventDefault(); chosen(event.dataTransfer.files); });
part("cancel").addEventListener("click", cancel);
// Also where the browser's own dialog was left without a file.
sheet.addEventListener("cancel", (event) => { event.preventDefault(); cancel(); });

function sayEnded(code) {
  sheet.close();
  const said = [...ended.querySelectorAll("p")];
  const fits = said.find((line) => line.dataset.code === code) ?? said[0];
  for (const line of said) line.hidden = line !== fits;
  if (fits.dataset.again) again.textContent = fits.dataset.again;
  ended.showModal();
}

again.addEventListener("click", () => window.location.reload());
ended.addEventListener("cancel", (event) => event.preventDefault());

// The terminal measures its cells and keeps what it has drawn, so that the letters have to be there before it is.
const LONGEST = 20000;
const letters = ["", "italic ", "bold "].map((style) => document.fonts.load(`${style}16px "Roboto Mono"`, "Aé中文"));
const late = new Promise((resolve) => { setTimeout(resolve, LONGEST); });
const loaded = new Promise((resolve) => { window.addEventListener("load", resolve); });
Promise.all([Promise.race([Promise.allSettled(letters), late]), loaded]).then(() => {
  const script = document.createElement("script");
  script.src = here("static/textual.js");
  script.onload = () => window.onload();
  document.head.append(script);
});
