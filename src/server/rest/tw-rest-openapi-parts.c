/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The components of the API's document: what a record of each entity looks like, made from the schema. */
#include "config.h"

#include <string.h>

#include "tw-rest-private.h"

#define UUID    "{\"type\":\"string\",\"format\":\"uuid\"}"
#define DECIMAL "-?[0-9]{1,13}(\\\\.[0-9]{1,6})?"

typedef enum { PART_READ, PART_NEW, PART_PATCH } Part;

static void
print_text_member (GString *json, const char *name, const char *text)
{
  g_string_append_printf (json, ",\"%s\":", name);
  tw_doc_print_text (text, json);
}

static void
print_choices (GString *json, const TwField *field, gboolean null)
{
  g_string_append (json, "\"enum\":[");
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      tw_doc_print_text (field->choices[i]->key, json);
    }
  g_string_append (json, null ? ",null]" : "]");
}

static void
print_link (GString *json, const TwField *field)
{
  if (tw_field_get_target (field) != NULL)
    {
      g_string_append (json, UUID);
      return;
    }
  g_string_append (json, "{\"type\":\"object\",\"required\":[\"type\",\"id\"],\"additionalProperties\":false,\"properties\":{\"type\":");
  if (field->targets == NULL || field->targets[0] == NULL)
    g_string_append (json, "{\"type\":\"string\"}");
  else
    {
      g_string_append (json, "{\"enum\":[");
      for (guint i = 0; field->targets[i] != NULL; i++)
        g_string_append_printf (json, "%s\"%s\"", i > 0 ? "," : "", field->targets[i]);
      g_string_append (json, "]}");
    }
  g_string_append (json, ",\"id\":" UUID "}}");
}

static void
print_items (GString *json, const TwField *field, Part part)
{
  g_string_append (json, "\"type\":[\"array\",\"null\"],");
  if (part != PART_READ)
    g_string_append (json, "\"maxItems\":1000,");
  g_string_append (json, "\"items\":");
  if (field->kind == TW_KIND_LINKS)
    print_link (json, field);
  else if (field->kind == TW_KIND_SET)
    {
      g_string_append_c (json, '{');
      print_choices (json, field, FALSE);
      g_string_append_c (json, '}');
    }
  else
    g_string_append (json, "{\"type\":\"string\"}");
}

static void
print_type (GString *json, const TwField *field, Part part)
{
  switch (field->type)
    {
    case TW_TYPE_BOOLEAN:
      g_string_append (json, "\"type\":[\"boolean\",\"null\"]");
      break;
    case TW_TYPE_INTEGER:
    case TW_TYPE_DURATION:
      g_string_append (json, "\"type\":[\"integer\",\"null\"]");
      break;
    case TW_TYPE_DECIMAL:
      g_string_append (json, part == PART_READ ? "\"type\":[\"string\",\"null\"],\"pattern\":\"^" DECIMAL "$\""
                                               : "\"type\":[\"string\",\"number\",\"null\"],\"pattern\":\"^" DECIMAL "$\"");
      break;
    case TW_TYPE_MONEY:
      g_string_append (json, part == PART_PATCH ? "\"anyOf\":[{\"$ref\":\"#/components/schemas/_money_patch\"},{\"type\":\"null\"}]"
                                                : "\"anyOf\":[{\"$ref\":\"#/components/schemas/_money\"},{\"type\":\"null\"}]");
      break;
    case TW_TYPE_DATE:
      g_string_append (json, "\"type\":[\"string\",\"null\"],\"format\":\"date\"");
      break;
    case TW_TYPE_TIME:
      g_string_append (json, "\"type\":[\"string\",\"null\"],\"pattern\":\"^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$\"");
      break;
    case TW_TYPE_DATETIME:
      g_string_append (json, "\"type\":[\"string\",\"null\"],\"format\":\"date-time\"");
      break;
    case TW_TYPE_ENUM:
      print_choices (json, field, TRUE);
      break;
    case TW_TYPE_LINK:
      g_string_append (json, "\"anyOf\":[");
      print_link (json, field);
      g_string_append (json, ",{\"type\":\"null\"}]");
      break;
    case TW_TYPE_LIST:
      print_items (json, field, part);
      break;
    case TW_TYPE_JSON:
      g_string_append (json, "\"description\":\"Any JSON value.\"");
      return;
    default:
      g_string_append (json, "\"type\":[\"string\",\"null\"]");
      if (part != PART_READ && field->max_length > 0)
        g_string_append_printf (json, ",\"maxLength\":%u", field->max_length);
      break;
    }
  if (field->help != NULL)
    print_text_member (json, "description", field->help);
}

static gboolean
is_in (const TwField *field, Part part)
{
  return !field->retired && (part == PART_READ || tw_field_is_editable (field));
}

static gboolean
is_needed (const TwField *field)
{
  return field->required && is_in (field, PART_NEW) && field->default_value == NULL && field->derive == NULL && field->series == NULL;
}

static void
print_part (GString *json, const TwEntity *entity, Part part)
{
  static const char *const suffixes[] = { "", "_new", "_patch" };
  gboolean first = part != PART_READ, needed = FALSE;

  g_string_append_printf (json, ",\"%s%s\":{\"type\":\"object\",\"title\":", entity->key, suffixes[part]);
  tw_doc_print_text (entity->label, json);
  g_string_append (json, ",\"additionalProperties\":false");
  if (part == PART_READ)
    g_string_append (json, ",\"required\":[\"id\",\"row_seq\"]");
  for (guint i = 0; part == PART_NEW && i < entity->n_fields; i++)
    if (is_needed (entity->fields[i]))
      {
        g_string_append_printf (json, "%s\"%s\"", needed ? "," : ",\"required\":[", entity->fields[i]->key);
        needed = TRUE;
      }
  if (needed)
    g_string_append_c (json, ']');
  g_string_append (json, ",\"properties\":{");
  if (part == PART_READ)
    g_string_append (json, "\"id\":" UUID ",\"row_seq\":{\"type\":\"integer\",\"description\":\"Of the last change; in quotes it is the ETag.\"}");
  for (guint i = 0; i < entity->n_fields; i++)
    if (is_in (entity->fields[i], part))
      {
        g_string_append_printf (json, "%s\"%s\":{\"title\":", first ? "" : ",", entity->fields[i]->key);
        tw_doc_print_text (entity->fields[i]->label, json);
        g_string_append_c (json, ',');
        print_type (json, entity->fields[i], part);
        g_string_append_c (json, '}');
        first = FALSE;
      }
  g_string_append (json, "}}");
}

static const char fixed[] =
  "\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"An access token of POST /api/auth/sign-in, or an API key.\"}},"
  "\"parameters\":{"
  "\"id\":{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":" UUID "},"
  "\"where\":{\"name\":\"where\",\"in\":\"query\",\"description\":\"A condition of the expression language.\",\"schema\":{\"type\":\"string\",\"maxLength\":4000}},"
  "\"by\":{\"name\":\"by\",\"in\":\"query\",\"description\":\"In groups, too: by month, by the stage that they came through, or by a field with choices or a link.\",\"schema\":{\"type\":\"string\"}},"
  "\"sort\":{\"name\":\"sort\",\"in\":\"query\",\"description\":\"Fields, the first counts most; - for descending.\",\"schema\":{\"type\":\"string\",\"maxLength\":4000}},"
  "\"fields\":{\"name\":\"fields\",\"in\":\"query\",\"description\":\"Only these, computed ones too.\",\"schema\":{\"type\":\"string\"}},"
  "\"computed\":{\"name\":\"computed\",\"in\":\"query\",\"description\":\"With all computed fields.\",\"schema\":{\"type\":\"boolean\"}},"
  "\"total\":{\"name\":\"total\",\"in\":\"query\",\"description\":\"Count all that meet the condition, too.\",\"schema\":{\"type\":\"boolean\"}},"
  "\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":50}},"
  "\"after\":{\"name\":\"after\",\"in\":\"query\",\"description\":\"“next” of the page before.\",\"schema\":{\"type\":\"string\"}},"
  "\"if_match\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":\"The ETag of the record as it was read.\",\"schema\":{\"type\":\"string\"}},"
  "\"if_none_match\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"schema\":{\"type\":\"string\"}},"
  "\"idempotency_key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"The same key for a day: done once, answered again.\",\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}}},"
  "\"responses\":{\"problem\":{\"description\":\"A problem\",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/_problem\"}}}}},"
  "\"schemas\":{"
  "\"_money\":{\"type\":\"object\",\"required\":[\"amount\",\"currency\"],\"additionalProperties\":false,\"properties\":{"
  "\"amount\":{\"type\":\"string\",\"pattern\":\"^-?[0-9]{1,15}(\\\\.[0-9]{1,4})?$\"},\"currency\":{\"type\":[\"string\",\"null\"],\"pattern\":\"^[A-Z]{3}$\"}},"
  "\"examples\":[{\"amount\":\"1234.50\",\"currency\":\"EUR\"}]},"
  "\"_money_patch\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
  "\"amount\":{\"type\":\"string\",\"pattern\":\"^-?[0-9]{1,14}(\\\\.[0-9]{1,4})?$\"},\"currency\":{\"type\":\"string\",\"pattern\":\"^[A-Z]{3}$\"}}},"
  "\"_problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\"],\"additionalProperties\":false,\"properties\":{"
  "\"type\":{\"type\":\"string\",\"pattern\":\"^tag:tradewind,2026:problem/\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\",\"minimum\":400,\"maximum\":599},"
  "\"detail\":{\"type\":\"string\"},\"step_token\":{\"type\":\"string\",\"description\":\"Of second-factor: for POST /api/auth/second-step.\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"field\",\"code\",\"message\"],\"additionalProperties\":false,"
  "\"properties\":{\"field\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}}},"
  "\"examples\":[{\"type\":\"tag:tradewind,2026:problem/invalid\",\"title\":\"Unprocessable Content\",\"status\":422,"
  "\"detail\":\"Some fields cannot be taken. Mend those that “errors” names.\",\"errors\":[{\"field\":\"name\",\"code\":\"required\",\"message\":\"A value is needed here.\"}]}]},"
  "\"_history\":{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"additionalProperties\":false,\"properties\":{\"next\":{\"type\":[\"string\",\"null\"]},"
  "\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"seq\",\"commit\",\"at\",\"user\",\"origin\",\"op\",\"fields\"],\"additionalProperties\":false,"
  "\"properties\":{\"seq\":{\"type\":\"integer\"},\"commit\":{\"type\":\"integer\"},\"at\":{\"type\":\"string\",\"format\":\"date-time\"},"
  "\"user\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"},\"origin\":{\"enum\":[\"person\",\"import\",\"undo\",\"sync\",\"rule\",\"system\",\"demo\"]},"
  "\"op\":{\"enum\":[\"add\",\"set\",\"delete\",\"restore\",\"purge\"]},\"fields\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
  "\"required\":[\"field\",\"before\",\"after\"],\"additionalProperties\":false,\"properties\":{\"field\":{\"type\":\"string\"},\"before\":{},\"after\":{}}}}}}}}},"
  "\"_results\":{\"type\":\"object\",\"required\":[\"items\"],\"additionalProperties\":false,\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
  "\"required\":[\"status\"],\"additionalProperties\":false,\"properties\":{\"status\":{\"type\":\"integer\"},\"id\":" UUID ",\"row_seq\":{\"type\":\"integer\"},"
  "\"problem\":{\"$ref\":\"#/components/schemas/_problem\"}}}}}},"
  "\"_hits\":{\"type\":\"object\",\"required\":[\"items\"],\"additionalProperties\":false,\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
  "\"required\":[\"type\",\"id\",\"title\"],\"additionalProperties\":false,\"properties\":{\"type\":{\"type\":\"string\"},\"id\":" UUID ",\"title\":{\"type\":\"string\"}}}}}},"
  "\"_counts\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"key\",\"count\"],\"additionalProperties\":false,"
  "\"properties\":{\"key\":{\"type\":[\"string\",\"null\"]},\"count\":{\"type\":\"integer\"}}}},"
  "\"_sums\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/_money\"}},"
  "\"_pipeline_stats\":{\"type\":\"object\",\"required\":[\"stages\",\"count\"],\"additionalProperties\":false,\"properties\":{\"count\":{\"type\":\"integer\"},"
  "\"stages\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"key\",\"count\",\"name\",\"amount\",\"weighted\",\"average_days\"],\"additionalProperties\":false,"
  "\"properties\":{\"key\":{\"type\":[\"string\",\"null\"]},\"count\":{\"type\":\"integer\"},\"name\":{\"type\":\"string\"},"
  "\"amount\":{\"$ref\":\"#/components/schemas/_sums\"},\"weighted\":{\"$ref\":\"#/components/schemas/_sums\"},"
  "\"average_days\":{\"type\":[\"string\",\"null\"],\"description\":\"How long those who left the stage had stayed.\"}}}}}},"
  "\"_win_rate\":{\"type\":\"object\",\"required\":[\"won\",\"lost\",\"rate\"],\"additionalProperties\":false,\"properties\":{\"won\":{\"type\":\"integer\"},"
  "\"lost\":{\"type\":\"integer\"},\"rate\":{\"$ref\":\"#/components/schemas/_rate\"},\"groups\":{\"type\":\"array\",\"description\":\"With “by”.\",\"items\":{\"type\":\"object\","
  "\"required\":[\"key\",\"name\",\"won\",\"lost\",\"rate\"],\"additionalProperties\":false,\"properties\":{\"key\":{\"type\":[\"string\",\"null\"]},"
  "\"name\":{\"type\":\"string\"},\"won\":{\"type\":\"integer\"},\"lost\":{\"type\":\"integer\"},\"rate\":{\"$ref\":\"#/components/schemas/_rate\"}}}}}},"
  "\"_rate\":{\"type\":[\"string\",\"null\"],\"description\":\"The part of all that ended, 0 to 1; null without any.\"},"
  "\"_activity_stats\":{\"type\":\"object\",\"required\":[\"by_kind\",\"count\"],\"additionalProperties\":false,\"properties\":{\"count\":{\"type\":\"integer\"},"
  "\"by_kind\":{\"$ref\":\"#/components/schemas/_counts\"},\"minutes\":{\"type\":\"integer\",\"description\":\"With “by”.\"},"
  "\"groups\":{\"type\":\"array\",\"description\":\"With “by”; by kind with what is won with such an activity and without.\",\"items\":{\"type\":\"object\","
  "\"required\":[\"key\",\"name\",\"count\",\"minutes\",\"won\",\"lost\",\"rate\",\"won_without\",\"lost_without\"],\"additionalProperties\":false,\"properties\":{"
  "\"key\":{\"type\":[\"string\",\"null\"]},\"name\":{\"type\":\"string\"},\"count\":{\"type\":\"integer\"},\"minutes\":{\"type\":\"integer\"},"
  "\"won\":{\"type\":\"integer\"},\"lost\":{\"type\":\"integer\"},\"rate\":{\"$ref\":\"#/components/schemas/_rate\"},"
  "\"won_without\":{\"type\":\"integer\"},\"lost_without\":{\"type\":\"integer\"}}}}}},"
  "\"_task_stats\":{\"type\":\"object\",\"required\":[\"by_status\",\"by_priority\",\"count\",\"overdue\",\"open\",\"completed\",\"rate\"],\"additionalProperties\":false,\"properties\":{"
  "\"count\":{\"type\":\"integer\"},\"overdue\":{\"type\":\"integer\"},\"open\":{\"type\":\"integer\"},"
  "\"completed\":{\"type\":\"integer\"},\"rate\":{\"$ref\":\"#/components/schemas/_rate\"},\"by_status\":{\"$ref\":\"#/components/schemas/_counts\"},"
  "\"by_priority\":{\"$ref\":\"#/components/schemas/_counts\"}}}";

void
tw_rest_print_components (GString *json, TwSchema *schema)
{
  g_string_append (json, "\"components\":{");
  g_string_append_printf (json, "%s,%s,%s,%s", fixed, tw_rest_insight_schemas, tw_rest_admin_schemas, tw_rest_auth_schemas);
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (entity->retired)
        continue;
      print_part (json, entity, PART_READ);
      print_part (json, entity, PART_NEW);
      print_part (json, entity, PART_PATCH);
      g_string_append_printf (json, ",\"%s_list\":{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"additionalProperties\":false,\"properties\":{"
                              "\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/%s\"}},\"next\":{\"type\":[\"string\",\"null\"]},"
                              "\"total\":{\"type\":\"integer\"}}}", entity->key, entity->key);
      g_string_append_printf (json, ",\"%s_bulk\":{\"type\":\"object\",\"required\":[\"items\"],\"additionalProperties\":false,\"properties\":{"
                              "\"items\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":1000,\"items\":{\"type\":\"object\",\"required\":[\"op\"],"
                              "\"additionalProperties\":false,\"properties\":{\"op\":{\"enum\":[\"create\",\"change\",\"delete\"]},\"id\":" UUID ","
                              "\"if_match\":{\"type\":\"string\"},\"fields\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/%s_new\"},"
                              "{\"$ref\":\"#/components/schemas/%s_patch\"}]}}}}}}", entity->key, entity->key, entity->key);
    }
  g_string_append (json, "}}");
}
