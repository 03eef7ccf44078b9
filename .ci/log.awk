# Reads the log of the sample application and checks how its services ended:
# - a service whose start() was called ends as STOPPED or FAILED, and is STOPPED at most once,
# - a service that has stopped did so before anything it requires began to.
# With -v complete=1 every service but analytics, which is optional and has no collector, also has to have been READY.
match($0, /Service '[^']+' [A-Z_]+/) {
  split(substr($0, RSTART + 9, RLENGTH - 9), words, "' ")
  service = words[1]
  state = words[2]
  last[service] = state
  if (state == "STARTING") started[service] = 1
  if (state == "READY") ready[service] = 1
  if (state == "STOPPING") stopping[service] = NR
  if (state == "STOPPED") {
    stopped[service] = NR
    stops[service]++
  }
}

function problem(text) {
  print "  " text
  problems++
}

function requires(dependent, dependency) {
  if (dependent in started && dependency in stopping && stopped[dependent] > stopping[dependency])
    problem("'" dependency "' began to stop before '" dependent "', which requires it, had stopped")
}

END {
  for (service in started) {
    if (last[service] != "STOPPED" && last[service] != "FAILED")
      problem("'" service "' was left " last[service])
    if (stops[service] > 1)
      problem("'" service "' was STOPPED " stops[service] " times")
    if (service in ready && stops[service] != 1 && last[service] != "FAILED")
      problem("'" service "' was READY and never STOPPED")
  }
  requires("chat", "auth")
  requires("chat", "agents")
  requires("chat", "cache")
  requires("auth", "database")
  requires("agents", "database")
  if (complete) {
    count = split("database cache auth agents chat", all, " ")
    for (i = 1; i <= count; i++)
      if (!(all[i] in ready) || stops[all[i]] != 1)
        problem("'" all[i] "' should have been READY and then STOPPED once")
  }
  exit problems > 0
}
