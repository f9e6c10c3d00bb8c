/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The API's document after OpenAPI 3.1: its addresses, made from the schema and one table of operations. */
#include "config.h"

#include <string.h>

#include "tw-rest-describe.h"
#include "tw-rest-private.h"

typedef struct
{
  const char *path;                                    /* {plural} is replaced by each entity's */
  const char *method;
  const char *id;                                      /* operationId, before the entity's plural */
  const char *summary;
  const char *parameters;                              /* names of components, separated by spaces */
  const char *body;                                    /* suffix of the entity's component; NULL: none */
  const char *media;                                   /* of the body */
  const char *status;                                  /* of a good answer */
  const char *answer;                                  /* name or, with leading +, suffix of the component; NULL: no body */
} Operation;

static const Operation operations[] = {
  { "/api/crm/{plural}", "get", "list", "Records that meet a condition, page by page", "where sort fields computed limit after total", NULL, NULL, "200",
    "+_list" },
  { "/api/crm/{plural}", "post", "create", "Add a record", "fields computed idempotency_key", "_new", "application/json", "201", "+" },
  { "/api/crm/{plural}/bulk", "post", "bulk", "Add, change and delete many; each item has its own result", "idempotency_key", "_bulk",
    "application/json", "200", "_results" },
  { "/api/crm/{plural}/{id}", "get", "get", "One record", "id fields computed if_none_match", NULL, NULL, "200", "+" },
  { "/api/crm/{plural}/{id}", "patch", "change", "Change a record by a merge patch (RFC 7396)", "id fields computed if_match", "_patch",
    "application/merge-patch+json", "200", "+" },
  { "/api/crm/{plural}/{id}", "delete", "delete", "Put a record into the wastebasket", "id if_match", NULL, NULL, "204", NULL },
  { "/api/crm/{plural}/{id}/history", "get", "history", "What happened to a record, newest first", "id limit after", NULL, NULL, "200", "_history" },
};

static const Operation named[] = {
  { "/api/crm/deals/pipeline-stats", "get", "deals_pipeline_stats", "Open deals by stage", "where", NULL, NULL, "200", "_pipeline_stats" },
  { "/api/crm/deals/win-rate", "get", "deals_win_rate", "Won and lost deals", "where by", NULL, NULL, "200", "_win_rate" },
  { "/api/crm/activities/stats", "get", "activities_stats", "Activities by kind", "where by", NULL, NULL, "200", "_activity_stats" },
  { "/api/crm/tasks/stats", "get", "tasks_stats", "Tasks by status and priority, and those overdue", "where", NULL, NULL, "200", "_task_stats" },
  { "/api/crm/quotes/{id}/send", "patch", "quotes_send", "A draft is sent", "id fields computed if_match", NULL, NULL, "200", "quote" },
  { "/api/crm/quotes/{id}/accept", "patch", "quotes_accept", "A sent quote is accepted", "id fields computed if_match", NULL, NULL, "200", "quote" },
  { "/api/crm/meetings/{id}/complete", "patch", "meetings_complete", "A meeting took place", "id fields computed if_match", NULL, NULL, "200", "meeting" },
};

static const char head[] =
  "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Tradewind\",\"version\":\"1\",\"license\":{\"name\":\"GPL-3.0-or-later\",\"identifier\":\"GPL-3.0-or-later\"},"
  "\"description\":\"The records of a Tradewind workspace. Ids are UUIDs, times are RFC 3339 in UTC, money has a decimal amount as text.\"},"
  "\"servers\":[{\"url\":\"/\"}],\"security\":[{\"bearer\":[]}],\"paths\":{";

static const char search_and_events[] =
  "\"/api/crm/search\":{\"get\":{\"operationId\":\"search\",\"tags\":[\"search\"],\"summary\":\"Full-text search\",\"parameters\":["
  "{\"name\":\"q\",\"in\":\"query\",\"required\":true,\"schema\":{\"type\":\"string\",\"minLength\":1}},"
  "{\"name\":\"entity\",\"in\":\"query\",\"schema\":{\"type\":\"string\"}},{\"$ref\":\"#/components/parameters/limit\"}],"
  "\"responses\":{\"200\":{\"description\":\"Best first\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/_hits\"}}}},"
  "\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{\"$ref\":\"#/components/responses/problem\"}}}},"
  "\"/api/events\":{\"get\":{\"operationId\":\"events\",\"tags\":[\"events\"],\"summary\":\"Commits as they happen (server-sent events)\",\"parameters\":["
  "{\"name\":\"Last-Event-ID\",\"in\":\"header\",\"schema\":{\"type\":\"integer\"}}],"
  "\"responses\":{\"200\":{\"description\":\"An endless stream\",\"content\":{\"text/event-stream\":{\"schema\":{\"type\":\"string\"}}}},"
  "\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{\"$ref\":\"#/components/responses/problem\"}}}}";

static void
print_parameters (GString *json, const char *names)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  g_string_append (json, ",\"parameters\":[");
  for (guint i = 0; list[i] != NULL; i++)
    g_string_append_printf (json, "%s{\"$ref\":\"#/components/parameters/%s\"}", i > 0 ? "," : "", list[i]);
  g_string_append_c (json, ']');
}

/* A value that a field of a new record may have; NULL when that depends on the workspace. */
static const char *
example_of (const TwField *field)
{
  switch (field->type)
    {
    case TW_TYPE_MONEY:
      return "{\"amount\":\"1234.50\",\"currency\":\"EUR\"}";
    case TW_TYPE_DATE:
      return "\"2026-03-31\"";
    case TW_TYPE_DATETIME:
      return "\"2026-03-31T09:00:00Z\"";
    case TW_TYPE_LINK:
      return tw_field_get_target (field) != NULL ? "\"01890a5d-ac96-774b-bcce-b302099a8057\"" : NULL;
    case TW_TYPE_TEXT:
      return field->kind == TW_KIND_EMAIL ? "\"ada@example.com\"" : field->pattern == NULL ? "\"Example\"" : NULL;
    default:
      return NULL;
    }
}

static void
print_example (GString *json, const TwEntity *entity)
{
  gboolean first = TRUE;

  g_string_append (json, ",\"example\":{");
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const char *example = example_of (field);

      if (example == NULL || field->retired || !tw_field_is_editable (field) || (!field->required && field != entity->value_field))
        continue;
      g_string_append_printf (json, "%s\"%s\":%s", first ? "" : ",", field->key, example);
      first = FALSE;
    }
  g_string_append_c (json, '}');
}

static void
print_operation (GString *json, const Operation *operation, const TwEntity *entity, const char *tag)
{
  g_string_append_printf (json, "\"%s\":{\"operationId\":\"%s%s%s\",\"tags\":[\"%s\"],\"summary\":\"%s\"", operation->method, operation->id,
                          entity != NULL ? "_" : "", entity != NULL ? entity->plural : "", tag, operation->summary);
  print_parameters (json, operation->parameters);
  if (operation->body != NULL)
    {
      g_string_append_printf (json, ",\"requestBody\":{\"required\":true,\"content\":{\"%s\":{\"schema\":{\"$ref\":\"#/components/schemas/%s%s\"}",
                              operation->media, entity->key, operation->body);
      if (strcmp (operation->body, "_new") == 0)
        print_example (json, entity);
      g_string_append (json, "}}}");
    }
  g_string_append_printf (json, ",\"responses\":{\"%s\":{\"description\":\"Done\"", operation->status);
  if (operation->answer != NULL)
    {
      gboolean own = operation->answer[0] == '+';

      g_string_append_printf (json, ",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/%s%s\"}}}",
                              own ? entity->key : "", operation->answer + own);
    }
  g_string_append_c (json, '}');
  if (strstr (operation->parameters, "if_none_match") != NULL)
    g_string_append (json, ",\"304\":{\"description\":\"As it was\"}");
  if (strcmp (operation->method, "patch") == 0)
    g_string_append (json, ",\"204\":{\"description\":\"Done; the record is not the caller’s to see any more\"}");
  g_string_append (json, ",\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{\"$ref\":\"#/components/responses/problem\"}}}");
}

/* The operations of one path stand together in the table. */
static void
print_entity (GString *json, const TwEntity *entity)
{
  const char *path = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      const Operation *operation = &operations[i];
      gboolean fresh = path == NULL || strcmp (path, operation->path) != 0;

      if (fresh)
        {
          g_auto (GStrv) parts = g_strsplit (operation->path, "{plural}", 2);

          g_string_append_printf (json, "%s\"%s%s%s\":{", path != NULL ? "}," : "", parts[0], entity->plural, parts[1]);
          path = operation->path;
        }
      else
        g_string_append_c (json, ',');
      print_operation (json, operation, entity, entity->plural);
    }
  g_string_append (json, "},");
}

/* --- What an operation is for --- */

static const char *
find_summary (const Operation *table, guint n, const char *method, const char *pattern)
{
  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (table[i].method, method) == 0 && strcmp (table[i].path, pattern) == 0)
      return table[i].summary;
  return NULL;
}

/**
 * tw_rest_parse_paths:
 *
 * Returns: (transfer full): the part of the document that does not come from the schema: addresses with their operations
 */
TwDoc *
tw_rest_parse_paths (void)
{
  g_autofree char *json = g_strdup_printf ("{%s,%s,%s,%s}", search_and_events, tw_rest_insight_paths, tw_rest_admin_paths, tw_rest_auth_paths);

  return tw_doc_parse ("paths", json, -1, NULL);
}

/**
 * tw_rest_describe:
 * @paths: of tw_rest_parse_paths()
 * @method: of a route
 * @pattern: of it
 *
 * Returns: (nullable): what the document says about the route in one line
 */
const char *
tw_rest_describe (TwDoc *paths, const char *method, const char *pattern)
{
  g_autofree char *verb = g_ascii_strdown (method, -1);
  const TwDocNode *path = tw_doc_member (tw_doc_get_root (paths), pattern), *operation = path != NULL ? tw_doc_member (path, verb) : NULL;
  const TwDocNode *summary = operation != NULL ? tw_doc_member (operation, "summary") : NULL;
  const char *text = find_summary (operations, G_N_ELEMENTS (operations), method, pattern);

  if (summary != NULL)
    return summary->text;
  return text != NULL ? text : find_summary (named, G_N_ELEMENTS (named), method, pattern);
}

/**
 * tw_rest_print_document:
 * @schema: a snapshot
 *
 * Returns: (transfer full): the document, JSON
 */
GString *
tw_rest_print_document (TwSchema *schema)
{
  GString *json = g_string_new (head);

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    if (!tw_schema_get_entity_at (schema, i)->retired)
      print_entity (json, tw_schema_get_entity_at (schema, i));
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      g_auto (GStrv) parts = g_strsplit (named[i].path, "/", -1);

      g_string_append_printf (json, "\"%s\":{", named[i].path);
      print_operation (json, &named[i], NULL, parts[3]);
      g_string_append (json, "},");
    }
  g_string_append_printf (json, "%s,%s,%s,%s},", search_and_events, tw_rest_insight_paths, tw_rest_admin_paths, tw_rest_auth_paths);
  tw_rest_print_components (json, schema);
  g_string_append_c (json, '}');
  return json;
}
