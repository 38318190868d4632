// A vendor's process that tracks as fast as it can and says which events it was promised. Its Weir is away.
// `node tracking-child.mjs DIRECTORY [COUNT]`
import { Weir } from "../src/index.js";

const [, , directory, count = "100000"] = process.argv;
const weir = new Weir({
  apiKey: "weir_test_0000_secret",
  baseUrl: "http://127.0.0.1:9",
  queue: { directory, onProblem: () => undefined },
});
const properties = { note: "x".repeat(100) };
let failed = 0;
for (let n = 0; n < Number(count); n += 5) {
  await Promise.all(
    Array.from({ length: 5 }, (_, index) => `${process.pid}-${n + index}`).map((key) =>
      weir.track({ meter: "api_calls", key, properties }).then(
        () => process.stdout.write(`${key}\n`),
        () => (failed += 1),
      ),
    ),
  );
}
process.stdout.write(`failed ${failed}\n`);
setInterval(() => undefined, 1_000);
