// One review by the second version of the official client, in whatever revision it and the server agree on.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const [url, sql] = process.argv.slice(2);
const client = new Client({ name: "lockkeeper-test-v2", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
console.log(JSON.stringify(await client.callTool({ name: "review_migration", arguments: { sql } }, { timeout: 120000 })));
await client.close();
