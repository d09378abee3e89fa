// A form by hand: takes a post, looks whether address and consent are there, writes person and mail, answers.
//
//     node forms.mjs DATABASE
//
// Prints its port as JSON and ends with its input.

import http from "node:http";
import { open } from "./store.mjs";

const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const BODY_MAX = 64 * 1024;
const store = await open(process.argv[2]);

function answer(response, status, said) {
  const body = JSON.stringify(said);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

function read(body) {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

const server = http.createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part) => {
    body += part;
    if (body.length > BODY_MAX) request.destroy();
  });
  request.on("end", () => {
    const { email = "", name, company, agree } = read(body);
    if (!ADDRESS.test(email)) return answer(response, 422, { status: "refused" });
    store.take({ email: email.toLowerCase(), name, company, consent: agree === "on" }, new Date().toISOString());
    return answer(response, 200, { status: "ok" });
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(JSON.stringify({ port: server.address().port, words: store.words }) + "\n");
});
process.stdin.on("end", () => process.exit(0)).resume();
