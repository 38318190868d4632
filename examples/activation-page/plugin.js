import { activate, WeirError } from "/weir/entries/activation.js"; // in a project of your own: "@weir/node/activation"

const at = (id) => document.getElementById(id);
const say = (text) => (at("state").textContent = text);
const { gateway, web } = await (await fetch("/settings.json")).json();

function show(activation) {
  at("activate").hidden = activation.active;
  at("use").hidden = !activation.active;
  at("installation").textContent = activation.installation ?? "";
}

const activation = await activate({
  baseUrl: gateway,
  onReactivationRequired: (problem) => {
    say(`${problem.detail} Codes are made in the portal, ${web}.`);
    at("activate").hidden = false;
    at("use").hidden = true;
  },
});
show(activation);
if (activation.active) say("Activated before; tokens refresh by themselves.");

/** Shows what a step leads to, and in words why it did not. */
async function attempt(step) {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    say(error.problem.detail);
  }
}

at("activate").addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(async () => {
    await activation.redeem(at("code").value);
    at("code").value = "";
    show(activation);
    say("Activated.");
  });
});

at("count").addEventListener("click", () =>
  attempt(async () => {
    const response = await activation.fetch("/v1/usage", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ meter: "api_calls", units: 1, idempotencyKey: crypto.randomUUID() }),
    });
    const { data, detail } = await response.json();
    say(response.ok ? `Counted. ${data.remaining ?? "Unlimited"} calls left.` : detail);
  }),
);

at("forget").addEventListener("click", () =>
  attempt(async () => {
    await activation.forget();
    show(activation);
    say("Forgotten here. The installation itself is ended in the portal.");
  }),
);
