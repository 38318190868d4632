// A page of some customer's site, with a plugin that speaks to Weir. `node examples/activation-page/server.mjs`, after `npm start`.
import { createReadStream, existsSync, readFileSync } from "node:fs";
import http from "node:http";
import { fileURLToPath } from "node:url";

const demoFile = new URL("../../.weir/demo.json", import.meta.url);
const demo = existsSync(demoFile) ? JSON.parse(readFileSync(demoFile, "utf8")) : {};
const gateway = process.env.GATEWAY_URL ?? demo.gateway ?? "http://localhost:3001";
const web = process.env.WEIR_URL ?? demo.web ?? "http://localhost:3000";
const port = Number(process.env.PLUGIN_PORT ?? 4100);

const PAGE = { "/": ["index.html", "text/html"], "/plugin.js": ["plugin.js", "text/javascript"] };
const SDK = /^\/weir\/(?:[a-z-]+\/)?[a-z-]+\.js$/; // in a project of your own: node_modules/@weir/node/src

function fileFor(path) {
  if (Object.hasOwn(PAGE, path)) {
    const [name, type] = PAGE[path];
    return { file: new URL(name, import.meta.url), type };
  }
  if (!SDK.test(path)) return null;
  return {
    file: new URL(`../../sdk/node/src/${path.slice("/weir/".length)}`, import.meta.url),
    type: "text/javascript",
  };
}

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/settings.json")
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ gateway, web }));
  const found = fileFor(pathname);
  if (!found || !existsSync(fileURLToPath(found.file))) return response.writeHead(404).end("There is no such file.");
  response.writeHead(200, {
    "content-type": `${found.type}; charset=utf-8`,
    // Who can put a script into this page can read its tokens: nothing but these files runs, and only Weir is spoken to.
    "content-security-policy": `default-src 'self'; connect-src 'self' ${gateway}; style-src 'self' 'unsafe-inline'; img-src data:`,
  });
  createReadStream(fileURLToPath(found.file)).pipe(response);
});

server.listen(port, "localhost", () => {
  console.log(`The plugin's page: http://localhost:${port}

  1. Make an activation code for localhost:${port}, in the portal (Activation) or with
       npx weir activation create acme --domain localhost:${port}
  2. Enter it on the page, within ten minutes.
  3. Count calls. End the installation in the portal, and see what the page says to the next one.`);
});

for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
