// Asks an endpoint with Comunica, told nothing but its address; prints the answers of the queries on standard input as JSON.
import { readFileSync } from 'node:fs';
import { QueryEngine } from '@comunica/query-sparql';

const engine = new QueryEngine();
const context = { sources: [process.argv[2]] };
const answers = [];
for (const query of JSON.parse(readFileSync(0, 'utf8'))) {
  const result = await engine.query(query, context);
  if (result.resultType === 'boolean') {
    answers.push(await result.execute());
  } else if (result.resultType === 'quads') {
    const quads = await (await result.execute()).toArray();
    answers.push(quads.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]));
  } else {
    const rows = await (await result.execute()).toArray();
    answers.push(rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value]))));
  }
}
process.stdout.write(JSON.stringify(answers));
