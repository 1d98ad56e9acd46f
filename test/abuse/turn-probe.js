// Runs inside a local cloud and measures how long it works without a look at who else asks: in processor time, since on a busy
// machine anything takes long.
let before = spent();
let longest = 0;

function spent() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

setInterval(() => {
  const now = spent();
  longest = Math.max(longest, now - before);
  before = now;
}, 1).unref();

process.on("message", () => {
  process.send(longest);
  longest = 0;
});
