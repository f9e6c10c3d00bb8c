/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the API's document, and lets people try what only reads. All text goes in as text, never as HTML. */
"use strict";

let api;

function make (name, parent, text, kind)
{
  const element = document.createElement (name);

  if (text !== undefined)
    element.textContent = text;
  if (kind)
    element.className = kind;
  parent.append (element);
  return element;
}

function follow (part)
{
  return part && part.$ref ? part.$ref.slice (2).split ("/").reduce ((at, name) => at[name], api) : part;
}

function typeOf (schema)
{
  if (schema.$ref)
    return schema.$ref.split ("/").pop ();
  if (schema.enum)
    return schema.enum.map ((one) => JSON.stringify (one)).join (" | ");
  if (schema.anyOf)
    return schema.anyOf.map (typeOf).join (" | ");
  return [].concat (schema.type || "any").join (" | ") + (schema.format ? " (" + schema.format + ")" : "");
}

function showSchema (parent, schema)
{
  const full = follow (schema);
  const table = make ("table", parent);

  for (const [name, field] of Object.entries (full.properties || {}))
    {
      const row = make ("tr", table);

      make ("code", make ("td", row), name + ((full.required || []).includes (name) ? " *" : ""));
      make ("td", row, typeOf (field));
      make ("td", row, field.description || field.title || "");
    }
}

async function tryOut (path, inputs, output)
{
  const query = new URLSearchParams ();
  const headers = { Authorization: "Bearer " + document.getElementById ("token").value };
  let address = path;

  for (const [parameter, input] of inputs)
    if (input.value !== "" && parameter.in === "path")
      address = address.replace ("{" + parameter.name + "}", encodeURIComponent (input.value));
    else if (input.value !== "" && parameter.in === "query")
      query.set (parameter.name, input.value);
    else if (input.value !== "")
      headers[parameter.name] = input.value;
  const answer = await fetch (address + (query.size ? "?" + query : ""), { headers });
  const text = await answer.text ();

  output.hidden = false;
  try
    {
      output.textContent = answer.status + "\n" + JSON.stringify (JSON.parse (text), null, 2);
    }
  catch
    {
      output.textContent = answer.status + "\n" + text;
    }
}

function showOperation (parent, path, method, operation)
{
  const parameters = (operation.parameters || []).map (follow);
  const inputs = [];
  const table = make ("table", parent);

  for (const parameter of parameters)
    {
      const row = make ("tr", table);

      make ("code", make ("td", row), parameter.name + (parameter.required ? " *" : ""));
      make ("td", row, parameter.in);
      make ("td", row, parameter.description || typeOf (parameter.schema));
      if (method === "get")
        {
          const input = make ("input", make ("td", row));

          input.setAttribute ("aria-label", parameter.name);
          inputs.push ([parameter, input]);
        }
    }
  for (const [media, body] of Object.entries (operation.requestBody ? operation.requestBody.content : {}))
    {
      make ("p", parent, "Body: " + media);
      if (body.example)
        make ("pre", parent, JSON.stringify (body.example, null, 2));
      showSchema (parent, body.schema);
    }
  for (const [status, answer] of Object.entries (operation.responses))
    for (const [media, body] of Object.entries (follow (answer).content || { "no body": {} }))
      {
        make ("p", parent, "Answer " + status + ": " + media);
        if (body.schema && status[0] === "2")
          showSchema (parent, body.schema);
      }
  if (method === "get" && operation.operationId !== "events")
    {
      const button = make ("button", parent, "Try");
      const output = make ("pre", parent);

      output.hidden = true;
      button.addEventListener ("click", () => tryOut (path, inputs, output));
    }
}

function show (word)
{
  const main = document.getElementById ("main");
  const groups = new Map ();

  main.textContent = "";
  for (const [path, methods] of Object.entries (api.paths))
    for (const [method, operation] of Object.entries (methods))
      {
        const tag = operation.tags[0];

        if (!(path + " " + operation.summary).toLowerCase ().includes (word.toLowerCase ()))
          continue;
        if (!groups.has (tag))
          {
            const group = make ("details", main);

            make ("strong", make ("summary", group), tag);
            groups.set (tag, group);
          }
        const details = make ("details", groups.get (tag));
        const summary = make ("summary", details);

        make ("span", summary, method.toUpperCase (), "method");
        make ("code", summary, path);
        make ("span", summary, " — " + operation.summary);
        details.addEventListener ("toggle", () => showOperation (details, path, method, operation), { once: true });
      }
  if (groups.size === 0)
    main.textContent = "Nothing is called so.";
}

async function start ()
{
  api = await (await fetch ("/api/openapi.json")).json ();
  document.getElementById ("about").textContent = api.info.description;
  document.getElementById ("find").addEventListener ("input", (event) => show (event.target.value));
  show ("");
}

start ().catch (() => { document.getElementById ("main").textContent = "The document could not be loaded. Reload the page."; });
