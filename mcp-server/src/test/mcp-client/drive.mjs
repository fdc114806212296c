// Drives `lockkeeper mcp` as an agent's client does, and prints what it saw as one JSON document.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [command, ...args] = process.argv.slice(2);
const transport = new StdioClientTransport({ command, args, env: process.env, stderr: "inherit" });
const client = new Client({ name: "lockkeeper-test", version: "1.0.0" });
await client.connect(transport);
const options = { timeout: 120000 };
const review = await client.callTool({ name: "review_migration", arguments: { sql: "CREATE INDEX orders_customer_id_idx ON orders (customer_id)" } }, undefined, options);
const seen = {
  instructions: client.getInstructions(),
  tools: (await client.listTools()).tools.map((tool) => tool.name),
  prompts: (await client.listPrompts()).prompts.map((prompt) => prompt.name),
  context: await client.callTool({ name: "get_migration_context", arguments: { intent: "add a column to orders" } }, undefined, options),
  review,
  approval: await client.callTool({ name: "get_review", arguments: { review_id: review.structuredContent.review_id, file: "approval.dsse.json" } }),
  rejected: await client.callTool({ name: "review_migration", arguments: { sql: "ALTER TABEL x" } }, undefined, options),
  card: await client.callTool({ name: "explain", arguments: { subject: "set-not-null-scans-table" } }, undefined, options),
  draft: await client.getPrompt({ name: "draft-migration", arguments: { intent: "index orders" } }),
  locks: await client.getPrompt({ name: "lock-review", arguments: { migration: "ALTER TABLE orders ALTER COLUMN quantity SET NOT NULL" } }),
};
console.log(JSON.stringify(seen));
await client.close();
