// Starts the program and stops it again.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts a command that serves, on a free port, and waits until it says that it is ready. */
export async function start(program, words) {
  const child = spawn(program, [...words, "--port", "0", "--format", "json"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const ready = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the program ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const said = JSON.parse(line);
      if (said.ready) resolve(said);
    });
  });
  const { url, link } = await ready;
  const stop = async () => {
    child.kill("SIGTERM");
    const code = await ended;
    if (code !== 0) throw new Error(`the program ended with ${code}`);
  };
  return { url, link, stop };
}

/** Runs a command to its end. */
export async function run(program, words) {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
}

/** Runs a command to its end and gives its standard output, whatever its exit code says. */
export async function read(program, words) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (piece) => (said += piece));
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return said;
}
