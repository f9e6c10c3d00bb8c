/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as JSON, in the one form that the API has for each type. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "tw-rest-private.h"

static void
print_id (GString *json, const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 3];

  text[0] = '"';
  tw_id_print (id, text + 1);
  text[TW_ID_TEXT_LENGTH + 1] = '"';
  g_string_append_len (json, text, TW_ID_TEXT_LENGTH + 2);
}

/* A link that may lead to several kinds says to which; elsewhere the id is enough. */
static void
print_link (GString *json, const TwSchema *schema, const TwField *field, const TwValue *value)
{
  const TwEntity *target;

  if (tw_field_get_target (field) != NULL)
    {
      print_id (json, &value->id);
      return;
    }
  target = tw_schema_get_entity_by_number (schema, value->tag);
  g_string_append_printf (json, "{\"type\":\"%s\",\"id\":", target != NULL ? target->key : "unknown");
  print_id (json, &value->id);
  g_string_append_c (json, '}');
}

void
tw_rest_print_money (GString *json, gint64 amount, TwCurrency currency)
{
  g_auto (TwValue) value = tw_value_money (amount, currency);
  g_autofree char *text = tw_value_to_json (&value);

  g_string_append (json, text);
}

void
tw_rest_print_value (GString *json, const TwSchema *schema, const TwField *field, const TwValue *value)
{
  g_autofree char *text = NULL;

  switch (value->type)
    {
    case TW_TYPE_NULL:
      g_string_append (json, "null");
      return;
    case TW_TYPE_BOOLEAN:
      g_string_append (json, value->i ? "true" : "false");
      return;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      tw_doc_print_text (value->text, json);
      return;
    case TW_TYPE_LINK:
      print_link (json, schema, field, value);
      return;
    case TW_TYPE_LIST:
      g_string_append_c (json, '[');
      for (guint i = 0; i < value->list->n_values; i++)
        {
          if (i > 0)
            g_string_append_c (json, ',');
          tw_rest_print_value (json, schema, field, &value->list->values[i]);
        }
      g_string_append_c (json, ']');
      return;
    default:
      text = tw_value_to_json (value);
      g_string_append (json, text);
    }
}

void
tw_rest_print_record (GString *json, TwRecord *record, const TwField *const *fields)
{
  const TwSchema *schema = tw_record_get_entity (record)->schema;

  g_string_append (json, "{\"id\":");
  print_id (json, tw_record_get_id (record));
  g_string_append_printf (json, ",\"row_seq\":%" PRId64, tw_record_get_row_seq (record));
  for (; *fields != NULL; fields++)
    {
      g_string_append (json, ",\"");
      g_string_append (json, (*fields)->key);
      g_string_append (json, "\":");
      tw_rest_print_value (json, schema, *fields, tw_record_get (record, *fields));
    }
  g_string_append_c (json, '}');
}

void
tw_rest_set_etag (TwResponse *response, gint64 row_seq)
{
  char text[32];

  g_snprintf (text, sizeof text, "\"%" PRId64 "\"", row_seq);
  tw_response_set_header (response, "ETag", text);
  tw_response_set_header (response, "Cache-Control", "private, no-cache");
}
