const PROTOCOL = "chat.v1";
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
const STABLE_AFTER = 5_000;
const POLICY_VIOLATION = 1008;

const byId = (id) => document.getElementById(id);

let account = JSON.parse(sessionStorage.getItem("account") ?? "null");
let socket = null;
let attempts = 0;
let retryTimer = 0;
let stableTimer = 0;
let shown = new Set();

// Log in and out

byId("login-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  showError("login-error", "");
  const credentials = { username: byId("username").value.trim(), password: byId("password").value };
  try {
    const response = await fetch("api/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(credentials)
    });
    if (response.ok) {
      enter(await response.json());
      return;
    }
    showError("login-error", explain(response));
  } catch {
    showError("login-error", "The server cannot be reached.");
  }
});

byId("logout").addEventListener("click", () => logOut(""));

function explain(response) {
  if (response.status === 401) {
    return "Unknown user or wrong password.";
  }
  if (response.status === 503) {
    return "The service is still starting. Please try again in a moment.";
  }
  return `The server answered with status ${response.status}.`;
}

function enter(newAccount) {
  account = newAccount;
  sessionStorage.setItem("account", JSON.stringify(account));
  byId("password").value = "";
  showRoom();
  connect();
}

function logOut(reason) {
  account = null;
  sessionStorage.removeItem("account");
  clearTimeout(retryTimer);
  attempts = 0;
  const open = socket;
  socket = null;
  open?.close(1000);
  showLogin(reason);
}

// Connection

async function connect() {
  clearTimeout(retryTimer);
  const current = account;
  setState("connecting", "connecting");
  try {
    // A refused handshake tells a page nothing, this request does.
    const response = await fetchHistory(current);
    if (account !== current) {
      return;
    }
    if (response.status === 401) {
      logOut("Please log in again.");
      return;
    }
    if (!response.ok) {
      retryLater(response.status === 503 ? "service is starting" : "offline");
      return;
    }
    const messages = await response.json();
    if (account === current) {
      messages.forEach(showMessage);
    }
  } catch {
    if (account === current) {
      retryLater("offline");
    }
    return;
  }
  if (account === current) {
    openSocket(current);
  }
}

function fetchHistory(current) {
  return fetch("api/messages", { headers: { Authorization: `Bearer ${current.token}` } });
}

// What was said between the first request and the welcome.
async function fillGap(current) {
  try {
    const response = await fetchHistory(current);
    const messages = response.ok ? await response.json() : [];
    if (account === current) {
      messages.forEach(showMessage);
    }
  } catch {
    // The connection is lost again; the next one fills the gap.
  }
}

function openSocket(current) {
  const url = new URL("ws/chat", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const opened = new WebSocket(url, [PROTOCOL, `bearer.${current.token}`]);
  socket = opened;
  opened.addEventListener("message", (event) => {
    if (socket === opened) {
      receive(JSON.parse(event.data));
    }
  });
  opened.addEventListener("close", (event) => {
    if (socket !== opened) {
      return;
    }
    socket = null;
    clearTimeout(stableTimer);
    if (event.code === POLICY_VIOLATION) {
      logOut("Your login has expired.");
    } else {
      // 1006: connection lost, 1011: the service is not ready, 1001 and 1012: it is going away. All of them pass.
      retryLater(event.code === 1011 ? "service is starting" : "offline");
    }
  });
}

// Exponential backoff with full jitter; the jitter keeps clients that were cut off together from coming back together.
function retryLater(reason) {
  const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempts);
  const delay = Math.random() * ceiling;
  attempts += 1;
  setState(reason === "offline" ? "offline" : "starting", `${reason}, retrying in ${Math.ceil(delay / 1000)} s`);
  retryTimer = setTimeout(connect, delay);
}

function receive(event) {
  switch (event.type) {
    case "welcome":
      stableTimer = setTimeout(() => { attempts = 0; }, STABLE_AFTER);
      setState("online", "connected");
      fillGap(account);
      byId("agents").replaceChildren(...event.agents.map(agentItem));
      break;
    case "presence":
      byId("online").replaceChildren(...event.online.map((name) => element("li", "", name)));
      break;
    case "message":
      showError("notice", "");
      showMessage(event.message);
      break;
    case "error":
      // The close that follows says the same about a service that is not ready.
      showError("notice", event.code === "STARTUP_INCOMPLETE" ? "" : event.message ?? "Something went wrong.");
      break;
  }
}

byId("say-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("text").value.trim();
  if (text && socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ text }));
    byId("text").value = "";
  }
});

// Page

function showLogin(reason) {
  byId("room").hidden = true;
  byId("account").hidden = true;
  byId("connection").hidden = true;
  byId("login").hidden = false;
  byId("messages").replaceChildren();
  shown = new Set();
  showError("login-error", reason);
  byId("username").focus();
}

function showRoom() {
  byId("login").hidden = true;
  byId("room").hidden = false;
  byId("account").hidden = false;
  byId("connection").hidden = false;
  byId("me").textContent = account.username;
  byId("text").focus();
}

function showMessage(message) {
  if (shown.has(message.id)) {
    return;
  }
  shown.add(message.id);
  const list = byId("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const item = element("li", message.agent ? "agent" : message.author === account.username ? "mine" : "");
  const by = element("div", "by");
  const time = element("time", "", new Date(message.sentAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = message.sentAt;
  by.append(element("b", "", message.author), time);
  item.append(by, element("p", "text", message.text));
  item.dataset.id = message.id;
  const successor = [...list.children].find((other) => Number(other.dataset.id) > message.id);
  list.insertBefore(item, successor ?? null);
  if (atEnd) {
    list.scrollTop = list.scrollHeight;
  }
}

function agentItem(agent) {
  const button = element("button", "", agent.command);
  button.type = "button";
  button.append(element("span", "", agent.description));
  button.addEventListener("click", () => {
    byId("text").value = `${agent.command} `;
    byId("text").focus();
  });
  const item = element("li", "");
  item.append(button);
  return item;
}

function setState(state, text) {
  byId("connection").dataset.state = state;
  byId("connection").textContent = text;
  byId("send").disabled = state !== "online";
}

function showError(id, text) {
  byId(id).textContent = text;
  byId(id).hidden = !text;
}

function element(name, className, text = "") {
  const created = document.createElement(name);
  created.className = className;
  created.textContent = text;
  return created;
}

if (account) {
  showRoom();
  connect();
} else {
  showLogin("");
}
