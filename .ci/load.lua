-- What wrk sends in .ci/rolling-restart: the page, and every so often a login, which needs the services and which no
-- proxy may repeat. Prints the figures in one line at the end.
local page, login -- need the host, which wrk sets before it calls init
local sent = 0

function init()
  page = wrk.format("GET", "/")
  login = wrk.format("POST", "/api/login", { ["Host"] = wrk.headers["Host"], ["Content-Type"] = "application/json" },
    '{"username":"ada","password":"ada-demo"}')
end

function delay() -- milliseconds before each request: the processors are for the instances
  return 40
end

function request()
  sent = sent + 1
  return sent % 200 == 0 and login or page
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("requests=%d non-2xx/3xx=%d connect=%d read=%d write=%d timeout=%d slowest=%dms",
    summary.requests, errors.status, errors.connect, errors.read, errors.write, errors.timeout, latency.max / 1000))
end
