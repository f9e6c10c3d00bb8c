/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters that many addresses share: which fields, how many, and nothing that nobody knows. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"

void
tw_rest_fields_clear (TwRestFields *fields)
{
  g_clear_pointer (&fields->fields, g_ptr_array_unref);
  g_clear_pointer (&fields->computed, g_ptr_array_unref);
}

static void
begin (TwRestFields *fields)
{
  fields->fields = g_ptr_array_new ();
  fields->computed = g_ptr_array_new ();
}

static void
add (TwRestFields *fields, const TwField *field)
{
  g_ptr_array_add (fields->fields, (gpointer) field);
  if (field->formula != NULL)
    g_ptr_array_add (fields->computed, (gpointer) field);
}

static void
end (TwRestFields *fields)
{
  g_ptr_array_add (fields->fields, NULL);
  g_ptr_array_add (fields->computed, NULL);
}

void
tw_rest_fields_all (TwRestFields *fields, TwAccess *access, const TwEntity *entity, gboolean computed)
{
  begin (fields);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!field->retired && (computed || field->formula == NULL) && tw_access_field (access, field) != TW_FIELD_HIDDEN)
        add (fields, field);
    }
  end (fields);
}

static void
answer_parameter (TwRestCall *call, const char *name, const char *code, const char *message)
{
  tw_response_problem (call->response, 400, "parameter", NULL, message);
  tw_response_problem_field (call->response, name, code, message);
}

/* A hidden field and one that is not there are told apart by nobody. wrong: (out) the first name that is not known. */
static gboolean
take_names (TwRestFields *fields, TwAccess *access, const TwEntity *entity, const char *names, char **wrong)
{
  g_auto (GStrv) keys = g_strsplit (names, ",", 500);
  gboolean good = TRUE;

  begin (fields);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);

      if (strcmp (keys[i], "id") == 0 || strcmp (keys[i], "row_seq") == 0)
        continue;
      good = field != NULL && !field->retired && tw_access_field (access, field) != TW_FIELD_HIDDEN;
      if (!good)
        {
          *wrong = g_strdup (keys[i]);
          break;
        }
      if (!g_ptr_array_find (fields->fields, field, NULL))
        add (fields, field);
    }
  end (fields);
  return good;
}

gboolean
tw_rest_fields_try (TwRestFields *fields, TwAccess *access, const TwEntity *entity, const char *names)
{
  g_autofree char *wrong = NULL;

  return take_names (fields, access, entity, names, &wrong);
}

static gboolean
read_list (TwRestFields *fields, TwRestCall *call, const TwEntity *entity, const char *text)
{
  g_autofree char *wrong = NULL, *message = NULL;

  if (take_names (fields, call->access, entity, text, &wrong))
    return TRUE;
  message = g_strdup_printf (_("“%s” has no field “%s”. See the API’s document for its fields."), entity->key, wrong);
  answer_parameter (call, "fields", "unknown_field", message);
  return FALSE;
}

gboolean
tw_rest_fields_read (TwRestFields *fields, TwRestCall *call, const TwEntity *entity)
{
  const char *text = tw_request_get_query (call->request, "fields");
  gboolean computed;

  if (!tw_rest_read_flag (call, "computed", &computed))
    return FALSE;
  if (text != NULL)
    return read_list (fields, call, entity, text);
  tw_rest_fields_all (fields, call->access, entity, computed);
  return TRUE;
}

gboolean
tw_rest_check_query (TwRestCall *call, const char *const *names)
{
  for (guint i = 0; i < tw_request_get_n_query (call->request); i++)
    {
      const char *value;
      const char *name = tw_request_get_query_at (call->request, i, &value);

      if (!g_strv_contains (names, name))
        {
          answer_parameter (call, name, "unknown_parameter", _("This address has no such parameter. See the API’s document."));
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
tw_rest_read_flag (TwRestCall *call, const char *name, gboolean *flag)
{
  const char *text = tw_request_get_query (call->request, name);

  *flag = g_strcmp0 (text, "true") == 0;
  if (text == NULL || *flag || strcmp (text, "false") == 0)
    return TRUE;
  answer_parameter (call, name, "type", _("The parameter is “true” or “false”."));
  return FALSE;
}

gboolean
tw_rest_read_limit (TwRestCall *call, guint *limit)
{
  const char *text = tw_request_get_query (call->request, "limit");
  guint64 number = TW_REST_LIMIT;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, TW_REST_MAX_LIMIT, &number, NULL))
    {
      answer_parameter (call, "limit", "range", _("The limit is a number from 1 to 1000."));
      return FALSE;
    }
  *limit = (guint) number;
  return TRUE;
}
