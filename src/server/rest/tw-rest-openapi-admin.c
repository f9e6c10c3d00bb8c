/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the API's document that does not come from the schema: what administrators do. */
#include "config.h"

#include "tw-rest-private.h"

#define UUID       "{\"type\":\"string\",\"format\":\"uuid\"}"
#define NULL_UUID  "{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}"
#define TIME       "{\"type\":\"string\",\"format\":\"date-time\"}"
#define NULL_TEXT  "{\"type\":[\"string\",\"null\"]}"
#define TEXT       "{\"type\":\"string\"}"
#define RATE       "{\"type\":[\"integer\",\"null\"],\"minimum\":1,\"maximum\":1000000}"
#define INTEGER    "{\"type\":\"integer\"}"
#define BOOLEAN    "{\"type\":\"boolean\"}"
#define HEX        "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]*$\"}"
#define QUERY(name, schema) "{\"name\":\"" name "\",\"in\":\"query\",\"schema\":" schema "}"
#define PARAMETER(name)     "{\"$ref\":\"#/components/parameters/" name "\"}"
#define SCHEMA(name)        "{\"$ref\":\"#/components/schemas/" name "\"}"
#define PROBLEMS "\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{\"$ref\":\"#/components/responses/problem\"}"
#define OPERATION(id, summary, parameters, answer) \
  "{\"operationId\":\"" id "\",\"tags\":[\"administration\"],\"summary\":\"" summary "\",\"parameters\":[" parameters "]," \
  "\"responses\":{\"200\":{\"description\":\"Done\",\"content\":{\"application/json\":{\"schema\":" SCHEMA (answer) "}}}," PROBLEMS "}}"
#define PATH(name) "{\"name\":\"" name "\",\"in\":\"path\",\"required\":true,\"schema\":" UUID "}"
#define ENDING(id, summary, parameters) \
  "{\"operationId\":\"" id "\",\"tags\":[\"administration\"],\"summary\":\"" summary "\",\"parameters\":[" parameters "]," \
  "\"responses\":{\"204\":{\"description\":\"Done\"}," PROBLEMS "}}"
#define LIST(item) "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"additionalProperties\":false,\"properties\":{" \
  "\"next\":" NULL_TEXT ",\"items\":{\"type\":\"array\",\"items\":" item "}}}"
#define OBJECT(required, properties) "{\"type\":\"object\",\"required\":[" required "],\"additionalProperties\":false,\"properties\":{" properties "}}"
#define UPWARD PARAMETER ("limit") "," QUERY ("after", "{\"type\":\"integer\",\"minimum\":0}")

const char tw_rest_admin_paths[] =
  "\"/api/audit\":{\"get\":" OPERATION ("audit", "What was entered in the audit log, newest first",
    QUERY ("action", TEXT) "," QUERY ("entity", TEXT) "," QUERY ("user", UUID) "," QUERY ("record", UUID) "," QUERY ("from", TIME) ","
    QUERY ("until", TIME) "," PARAMETER ("limit") "," PARAMETER ("after"), "_audit") "},"
  "\"/api/audit/chain\":{\"get\":" OPERATION ("audit_chain", "The audit log with its hashes, oldest first, to verify it", UPWARD, "_audit_chain") "},"
  "\"/api/audit/heads\":{\"get\":" OPERATION ("audit_heads", "Signed heads of the audit log, oldest first", UPWARD, "_audit_heads") "},"
  "\"/api/admin/status\":{\"get\":" OPERATION ("status", "What the server is and holds", "", "_status") "},"
  "\"/api/admin/sessions\":{\"get\":" OPERATION ("sessions", "Sessions of everybody, or of one user", QUERY ("user", UUID), "_sessions") "},"
  "\"/api/admin/keys\":{\"get\":" OPERATION ("keys", "Keys of everybody, or of one user", QUERY ("user", UUID), "_keys") "},"
  "\"/api/admin/users/{id}/sessions\":{\"delete\":" ENDING ("end_sessions", "End all sessions of a user", PARAMETER ("id")) "},"
  "\"/api/admin/users/{id}/sessions/{session}\":{\"delete\":"
    ENDING ("end_session", "End a session of a user", PARAMETER ("id") "," PATH ("session")) "},"
  "\"/api/admin/users/{id}/keys/{key}\":{\"delete\":" ENDING ("revoke_key", "Revoke a key of a user", PARAMETER ("id") "," PATH ("key")) ","
    "\"patch\":{\"operationId\":\"limit_key\",\"tags\":[\"administration\"],\"summary\":\"Say how many requests a minute may come with a key\","
    "\"parameters\":[" PARAMETER ("id") "," PATH ("key") "],\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
    "{\"type\":\"object\",\"required\":[\"rate\"],\"properties\":{\"rate\":" RATE "}}}}},"
    "\"responses\":{\"204\":{\"description\":\"Done\"}," PROBLEMS "}}},"
  "\"/api/admin/roles/{id}/rights\":{\"put\":{\"operationId\":\"set_right\",\"tags\":[\"administration\"],"
    "\"summary\":\"Say what a role may do with one kind of record\",\"parameters\":[" PARAMETER ("id") "],"
    "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" SCHEMA ("_right") "}}},"
    "\"responses\":{\"204\":{\"description\":\"Done\"}," PROBLEMS "}}},"
  "\"/api/admin/definitions\":{\"post\":{\"operationId\":\"define\",\"tags\":[\"administration\"],"
    "\"summary\":\"Add or change own fields, objects and choices\",\"parameters\":[],"
    "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"array\",\"maxItems\":2000,\"items\":{\"type\":\"object\"}}}}},"
    "\"responses\":{\"200\":{\"description\":\"Done\",\"content\":{\"application/json\":{\"schema\":" SCHEMA ("_defined") "}}}," PROBLEMS "}}},"
  "\"/api/admin/routes\":{\"get\":" OPERATION ("routes", "Routes of the API, how often they are called, and what is said of them", "", "_routes") ","
    "\"patch\":{\"operationId\":\"set_route\",\"tags\":[\"administration\"],\"summary\":\"Switch a route off or on, or limit it\",\"parameters\":[],"
    "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" SCHEMA ("_route_change") "}}},"
    "\"responses\":{\"204\":{\"description\":\"Done\"}," PROBLEMS "}}},"
  "\"/api/admin/erase/devices\":{\"get\":" OPERATION ("unerased", "Devices that have not told that they erased what was erased last", "", "_unerased") "},"
  "\"/api/admin/erase\":{\"post\":{\"operationId\":\"erase\",\"tags\":[\"administration\"],"
    "\"summary\":\"Erase records for good, with every word that was ever written about them\",\"parameters\":[],"
    "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" SCHEMA ("_erasures") "}}},"
    "\"responses\":{\"200\":{\"description\":\"Done\",\"content\":{\"application/json\":{\"schema\":" SCHEMA ("_erased") "}}}," PROBLEMS "}}}";

const char tw_rest_admin_schemas[] =
  "\"_erasures\":" OBJECT ("\"records\"", "\"records\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":100,\"items\":"
    OBJECT ("\"entity\",\"id\"", "\"entity\":" TEXT ",\"id\":" UUID) "}") ","
  "\"_routes\":" LIST (OBJECT ("\"method\",\"path\",\"description\",\"fixed\",\"enabled\",\"rate_limit\",\"calls\",\"last_call\"",
    "\"method\":" TEXT ",\"path\":" TEXT ",\"description\":" NULL_TEXT ",\"fixed\":" BOOLEAN ",\"enabled\":" BOOLEAN ",\"rate_limit\":" RATE
    ",\"calls\":" INTEGER ",\"last_call\":" NULL_TEXT)) ","
  "\"_route_change\":" OBJECT ("\"method\",\"path\"",
    "\"method\":" TEXT ",\"path\":" TEXT ",\"enabled\":" BOOLEAN ",\"rate_limit\":" RATE) ","
  "\"_unerased\":" LIST (OBJECT ("\"id\",\"user\",\"user_name\",\"device\",\"seen\"",
    "\"id\":" UUID ",\"user\":" UUID ",\"user_name\":" NULL_TEXT ",\"device\":" TEXT ",\"seen\":" NULL_TEXT)) ","
  "\"_erased\":" OBJECT ("\"erased\"", "\"erased\":" INTEGER) ","
  "\"_defined\":" OBJECT ("\"schema\"", "\"schema\":" TEXT) ","
  "\"_audit\":" LIST (OBJECT ("\"n\",\"at\",\"user\",\"user_name\",\"action\",\"entity\",\"record\",\"detail\",\"erased\"",
    "\"n\":" INTEGER ",\"at\":" TIME ",\"user\":" NULL_UUID ",\"user_name\":" NULL_TEXT ",\"action\":" TEXT ",\"entity\":" NULL_TEXT
    ",\"record\":" NULL_UUID ",\"detail\":{},\"erased\":" BOOLEAN)) ","
  "\"_audit_chain\":" LIST (OBJECT ("\"n\",\"at\",\"user\",\"action\",\"entity\",\"record\",\"detail\",\"salt\",\"commitment\",\"hash\"",
    "\"n\":" INTEGER ",\"at\":" INTEGER ",\"user\":" NULL_UUID ",\"action\":" TEXT ",\"entity\":" TEXT ",\"record\":" NULL_UUID
    ",\"detail\":" NULL_TEXT ",\"salt\":" NULL_TEXT ",\"commitment\":" HEX ",\"hash\":" HEX)) ","
  "\"_audit_heads\":" LIST (OBJECT ("\"n\",\"at\",\"hash\",\"key\",\"signature\"",
    "\"n\":" INTEGER ",\"at\":" INTEGER ",\"hash\":" HEX ",\"key\":" HEX ",\"signature\":" HEX)) ","
  "\"_status\":" OBJECT ("\"version\",\"schema\",\"trouble\",\"commits\",\"size\",\"users\",\"active_users\",\"audit_entries\",\"audit_signed\",\"audit_signed_at\"",
    "\"version\":" TEXT ",\"schema\":" TEXT ",\"trouble\":" NULL_TEXT ",\"commits\":" INTEGER ",\"size\":" INTEGER ",\"users\":" INTEGER
    ",\"active_users\":" INTEGER ",\"audit_entries\":" INTEGER ",\"audit_signed\":" INTEGER ",\"audit_signed_at\":" NULL_TEXT) ","
  "\"_sessions\":" LIST (OBJECT ("\"id\",\"user\",\"user_name\",\"device\",\"created\",\"used\",\"expires\",\"revoked\"",
    "\"id\":" UUID ",\"user\":" UUID ",\"user_name\":" TEXT ",\"device\":" TEXT ",\"created\":" TIME ",\"used\":" NULL_TEXT ",\"expires\":" NULL_TEXT
    ",\"revoked\":" BOOLEAN)) ","
  "\"_keys\":" LIST (OBJECT ("\"id\",\"user\",\"user_name\",\"name\",\"scopes\",\"created\",\"expires\",\"used\",\"rate\",\"revoked\"",
    "\"id\":" UUID ",\"user\":" UUID ",\"user_name\":" TEXT ",\"name\":" TEXT ",\"scopes\":" TEXT ",\"created\":" TIME ",\"expires\":" NULL_TEXT
    ",\"used\":" NULL_TEXT ",\"rate\":" RATE ",\"revoked\":" BOOLEAN)) ","
  "\"_right\":" OBJECT ("\"entity\",\"rights\"", "\"entity\":" TEXT ",\"rights\":{\"type\":\"array\",\"maxItems\":20,\"items\":{\"enum\":["
    "\"read\",\"create\",\"change\",\"delete\",\"export\",\"administer\"]}}");
