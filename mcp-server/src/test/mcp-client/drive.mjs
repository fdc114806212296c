// Drives `lockkeeper mcp` as an agent's client does, and prints what it saw as one JSON document. The first argument
// says the transport: `stdio COMMAND ARGS…`, or `http URL [TOKEN]`.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const [kind, command, ...args] = process.argv.slice(2);
const transport = kind === "stdio"
  ? new StdioClientTransport({ command, args, env: process.env, stderr: "inherit" })
  : new StreamableHTTPClientTransport(new URL(command), args[0] ? { requestInit: { headers: { Authorization: `Bearer ${args[0]}` } } } : {});
const client = new Client({ name: "lockkeeper-test", version: "1.0.0" }, { capabilities: { elicitation: {} } });
const asked = [];
client.setRequestHandler(ElicitRequestSchema, (request) => {
  const fields = Object.keys(request.params.requestedSchema.properties);
  asked.push(fields);
  return { action: "accept", content: Object.fromEntries(fields.map((field) => [field, field.endsWith("_source") ? "the runbook" : "announced on Monday"])) };
});
await client.connect(transport);
const progress = [];
const call = (name, arguments_) =>
  client.callTool({ name, arguments: arguments_ }, undefined, { timeout: 120000, onprogress: (step) => progress.push(step.message) });
const index = { sql: "CREATE INDEX orders_customer_id_idx ON orders (customer_id)" };
const review = await call("review_migration", kind === "stdio" ? { ...index, out_dir: "approved" } : index);
const id = review.structuredContent.review_id;
const began = Date.now();
const again = await call("review_migration", index);
const repeatMillis = Date.now() - began;
const files = Object.fromEntries(
  await Promise.all(
    [...again.structuredContent.files.map((file) => file.path), "approval.dsse.json"].map(async (path) => [
      path,
      (await client.readResource({ uri: `review://${id}/files/${encodeURIComponent(path)}` })).contents[0].text,
    ]),
  ),
);
const { "approval.dsse.json": envelope, ...sql } = files;
const verify = (more) =>
  call("verify_migration", { files: Object.entries(sql).map(([name, text]) => ({ name, text: text + more })), envelope });
const seen = {
  instructions: client.getInstructions(),
  tools: (await client.listTools()).tools.map((tool) => tool.name),
  prompts: (await client.listPrompts()).prompts.map((prompt) => prompt.name),
  templates: (await client.listResourceTemplates()).resourceTemplates.map((template) => template.uriTemplate),
  context: await call("get_migration_context", { intent: "add a column to orders" }),
  review,
  again,
  repeatMillis,
  progress,
  asked,
  approval: await call("get_review", { review_id: id, file: "approval.dsse.json" }),
  envelope,
  verified: await verify(""),
  changed: await verify("\n"),
  report: (await client.readResource({ uri: `report://${id}` })).contents[0].text,
  production: (await client.readResource({ uri: "context://shop" })).contents[0].text,
  rule: (await client.readResource({ uri: "rule://set-not-null-scans-table" })).contents[0].text,
  runner: kind === "stdio" ? await call("review_migration", { sql: "ALTER TABLE countries RENAME TO nations", name: "V42__nations.sql" }) : null,
  rejected: await call("review_migration", { sql: "ALTER TABEL x" }),
  misspelt: await call("review_migration", { sq: "SELECT 1" }),
  drafted: await call("draft_migration", { intent: "index orders" }),
  card: await call("explain", { subject: "set-not-null-scans-table" }),
  tools_folder: kind === "stdio" ? await call("review_migration", { ...index, out_dir: ".git/hooks2" }) : null,
  outside: kind === "stdio" ? await call("check_drift", { migrations: "../elsewhere" }) : null,
  draft: await client.getPrompt({ name: "draft-migration", arguments: { intent: "index orders" } }),
  locks: await client.getPrompt({ name: "lock-review", arguments: { migration: "ALTER TABLE orders ALTER COLUMN quantity SET NOT NULL" } }),
};
console.log(JSON.stringify(seen));
await client.close();
