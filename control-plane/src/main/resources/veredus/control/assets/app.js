// What every page does: colours, times, keys, dialogs, and staying up to date. No page needs it to be read.
(function () {
  "use strict";
  var root = document.documentElement;

  // Colours: the viewer's choice, or the machine's. Set before anything is drawn.
  function stored() { try { return localStorage.getItem("theme"); } catch (blocked) { return null; } }
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function paint() { root.dataset.theme = stored() || (dark.matches ? "dark" : "light"); }
  function repaint() { paint(); document.dispatchEvent(new Event("veredus:theme")); }
  paint();
  dark.addEventListener("change", repaint);

  // Times: in the viewer's zone; UTC stays in the title.
  var clock = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  function span(seconds) {
    if (seconds < 60) return seconds + " s";
    if (seconds < 3600) return Math.floor(seconds / 60) + " min" + (seconds < 600 && seconds % 60 ? " " + seconds % 60 + " s" : "");
    if (seconds < 86400) return Math.floor(seconds / 3600) + " h" + (seconds % 3600 >= 60 ? " " + Math.floor(seconds % 3600 / 60) + " min" : "");
    return Math.floor(seconds / 86400) + " d" + (seconds % 86400 >= 3600 ? " " + Math.floor(seconds % 86400 / 3600) + " h" : "");
  }
  // To the second while it matters.
  function countdown(until) {
    var left = Math.max(0, Math.round((until.getTime() - Date.now()) / 1000));
    return left < 3600 ? (left >= 60 ? Math.floor(left / 60) + " min " : "") + left % 60 + " s" : span(left);
  }
  function times(within) {
    within.querySelectorAll("time[data-time]").forEach(function (time) {
      var when = new Date(time.dateTime), text;
      if (time.dataset.time === "clock") {
        text = clock.format(when);
      } else if (time.dataset.time === "countdown") {
        text = countdown(when);
      } else {
        var ago = Math.round((Date.now() - when.getTime()) / 1000);
        text = ago < 0 ? "in " + span(-ago) : span(ago) + " ago";
      }
      if (time.textContent !== text) time.textContent = text;
    });
  }

  // New HTML replaces what has the same id, by morphing: focus, open menus and scroll positions stay.
  function morph(html) {
    var made = document.createElement("template");
    made.innerHTML = html;
    Array.from(made.content.children).forEach(function (fresh) {
      var old = fresh.id && document.getElementById(fresh.id);
      if (!old) return;
      times(fresh);
      if (old.outerHTML !== fresh.outerHTML) {
        Idiomorph.morph(old, fresh, { callbacks: { beforeAttributeUpdated: function (name, node) { return !(name === "open" && node.nodeName === "DETAILS"); } } });
      }
    });
    if (window.htmx) htmx.process(document.body);
  }

  // What is shown may be older than it looks: then it says so.
  function stale(why) {
    var note = document.getElementById("stale");
    if (!note) return;
    note.hidden = !why;
    if (why && note.textContent !== why) note.textContent = why;
  }

  // Live views: one stream for a page that can be seen, none for one that cannot.
  var stream = null;
  function watch() {
    var live = document.querySelector("[data-live]");
    if (!live || document.hidden) { if (stream) { stream.close(); stream = null; } return; }
    if (stream) return;
    stream = new EventSource(live.dataset.live);
    stream.addEventListener("fragment", function (event) { stale(""); morph(event.data); });
    stream.addEventListener("point", function (event) { document.dispatchEvent(new CustomEvent("veredus:point", { detail: JSON.parse(event.data) })); });
    stream.onerror = function () {
      stale("Not up to date: the connection to the control plane is lost. Trying again …");
      // The browser tries again by itself, but for a refusal: then the session may be over.
      if (stream && stream.readyState === EventSource.CLOSED) { stream.close(); stream = null; setTimeout(watch, 10000); }
    };
  }

  // Lists: looked at again every few seconds, unless somebody is busy with them.
  function busy() {
    return document.hidden || document.querySelector("dialog[open], details.menu[open]") || String(window.getSelection()).length > 0;
  }
  function refresh() {
    var part = document.querySelector("[data-refresh]");
    if (!part || busy()) return;
    var asked = location.href;
    fetch(asked, { headers: { "Veredus-Refresh": "1" }, redirect: "manual" }).then(function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 401) { location.assign("/login"); return null; }
      return answer.text().then(function (text) { return { ok: answer.ok, text: text }; });
    }).then(function (answer) {
      if (!answer || busy() || asked !== location.href) return;
      var page = new DOMParser().parseFromString(answer.text, "text/html");
      if (!answer.ok) {
        var title = page.querySelector("h1");
        stale("Not up to date: " + (title ? title.textContent : "the control plane refuses"));
        return;
      }
      stale("");
      ["fresh", "live-state", "live-trial"].forEach(function (id) {
        var fresh = page.getElementById(id);
        if (fresh) morph(fresh.outerHTML);
      });
    }).catch(function () { stale("Not up to date: the control plane does not answer. Trying again …"); });
  }

  // Keys.
  var waiting = false;
  function rows() { return Array.from(document.querySelectorAll("tr[data-row]")).filter(function (row) { return row.querySelector("a, button, summary"); }); }
  function step(by) {
    var all = rows();
    if (!all.length) return;
    var here = all.findIndex(function (row) { return row.contains(document.activeElement); });
    var next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + by))];
    next.querySelector("a, button, summary").focus();
  }
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
      if (typing) typing.blur();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (waiting) {
      waiting = false;
      var link = document.querySelector('nav a[data-key="' + CSS.escape(event.key) + '"]');
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    var search = document.getElementById("search");
    switch (event.key) {
      case "/": if (search) { event.preventDefault(); search.focus(); search.select(); } break;
      case "g": waiting = true; setTimeout(function () { waiting = false; }, 1500); break;
      case "j": step(1); break;
      case "k": step(-1); break;
      case "?": document.getElementById("help").showModal(); break;
    }
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("#theme")) {
      try { localStorage.setItem("theme", root.dataset.theme === "dark" ? "light" : "dark"); } catch (blocked) { return; }
      repaint();
    }
    if (event.target.closest("dialog [data-close]")) {
      event.preventDefault();
      event.target.closest("dialog").close();
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
  });
  // What takes its time says so, and is not sent twice.
  document.addEventListener("submit", function (event) {
    var button = event.target.dataset.busy && event.submitter;
    if (!button) return;
    if (event.target.getAttribute("aria-busy")) { event.preventDefault(); return; }
    event.target.setAttribute("aria-busy", "true");
    button.textContent = event.target.dataset.busy;
  });
  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches("details.menu[open]")) {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (menu !== event.target) menu.open = false; });
    }
  }, true);

  document.addEventListener("DOMContentLoaded", function () {
    times(document);
    watch();
    setInterval(function () { times(document); }, 5000);
    setInterval(function () {
      document.querySelectorAll('time[data-time="countdown"]').forEach(function (time) {
        var text = countdown(new Date(time.dateTime));
        if (time.textContent !== text) time.textContent = text;
      });
    }, 1000);
    setInterval(refresh, 5000);
    document.body.addEventListener("htmx:beforeSwap", function (event) {
      // What is refused says why, in the place where the answer would have been.
      if (event.detail.xhr.status >= 400 && event.detail.target.id === "dialog") event.detail.shouldSwap = true;
    });
    document.body.addEventListener("htmx:afterSwap", function (event) {
      times(document);
      if (event.detail.target.id === "dialog") {
        document.querySelectorAll("details.menu[open]").forEach(function (menu) { menu.open = false; });
        var dialog = document.getElementById("dialog");
        if (!dialog.open) dialog.showModal();
      }
    });
  });
  document.addEventListener("visibilitychange", watch);
})();
