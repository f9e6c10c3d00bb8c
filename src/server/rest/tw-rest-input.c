/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a body become values of a record. Every mistake is told with its field. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"
#include "tw-stored.h"

typedef struct
{
  TwRestCall    *call;
  TwRecord      *record;
  const TwField *field;
  GTimeZone     *utc;
  TwRestInput    input;
} Input;

static gboolean
wrong (GError **error, const char *message)
{
  g_set_error_literal (error, TW_RECORD_ERROR, TW_RECORD_ERROR_TYPE, message);
  return FALSE;
}

/* --- Single values --- */

static gboolean
read_text (Input *in, const TwDocNode *node, TwValue *value, GError **error)
{
  TwType type = in->field->type;

  if (node->type != TW_DOC_TEXT)
    return wrong (error, _("A text is needed here."));
  if (type == TW_TYPE_ENUM)
    *value = tw_value_enum (node->text);
  else if (type == TW_TYPE_TEXT)
    *value = tw_value_text (node->text);
  else
    return tw_value_parse (type, node->text, in->utc, value, error);
  return TRUE;
}

/* RFC 3339 has an offset always; without one the instant would be a guess. */
static gboolean
read_datetime (Input *in, const TwDocNode *node, TwValue *value, GError **error)
{
  const char *clock = node->type == TW_DOC_TEXT ? strpbrk (node->text, "Tt") : NULL;

  if (clock == NULL || strpbrk (clock, "Zz+-") == NULL)
    return wrong (error, _("A date and time with its offset is needed here, such as 2026-03-01T09:00:00Z."));
  return read_text (in, node, value, error);
}

static gboolean
read_decimal (const TwDocNode *node, TwValue *value, GError **error)
{
  TwDecimal decimal;

  if ((node->type != TW_DOC_TEXT && node->type != TW_DOC_NUMBER) || !tw_decimal_parse (node->text, &decimal))
    return wrong (error, _("A decimal number is needed here, as text: \"12.5\", with at most six digits behind the point."));
  *value = tw_value_decimal (decimal);
  return TRUE;
}

/* In a patch a part that is not said stays as it is. */
static gboolean
read_money (Input *in, const TwDocNode *node, TwValue *value, GError **error)
{
  const TwValue *old = tw_record_get (in->record, in->field);
  gboolean merges = in->input == TW_REST_PATCH && old->type == TW_TYPE_MONEY;
  const TwDocNode *amount, *currency;
  TwMoney money = { 0, 0 };

  if (node->type != TW_DOC_OBJECT)
    return wrong (error, _("Money is an object: {\"amount\": \"12.50\", \"currency\": \"EUR\"}."));
  amount = tw_doc_member (node, "amount");
  currency = tw_doc_member (node, "currency");
  if (node->n_items != (guint) (amount != NULL) + (currency != NULL) || (!merges && (amount == NULL || currency == NULL))
      || (amount != NULL && amount->type != TW_DOC_TEXT) || (currency != NULL && currency->type != TW_DOC_TEXT))
    return wrong (error, _("Money is an object: {\"amount\": \"12.50\", \"currency\": \"EUR\"}."));
  if (merges)
    money = (TwMoney) { old->i, old->tag };
  if (amount != NULL)
    {
      TwMoney read;

      if (!tw_money_parse (amount->text, &read) || read.currency != 0)
        return wrong (error, _("The amount is a decimal number as text: \"12.50\"."));
      money.amount = read.amount;
    }
  if (currency != NULL && !tw_currency_parse (currency->text, &money.currency))
    return wrong (error, _("The currency is a code of three letters: \"EUR\"."));
  *value = tw_value_money (money.amount, money.currency);
  return TRUE;
}

static gboolean
read_json (Input *in, const TwDocNode *node, TwValue *value, GError **error)
{
  const TwValue *old = tw_record_get (in->record, in->field);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (TwDoc) doc = NULL;

  if (in->input == TW_REST_PATCH && old->type == TW_TYPE_JSON)
    doc = tw_doc_parse ("value", old->text, -1, NULL);
  if (in->input == TW_REST_PATCH)
    tw_rest_merge (doc != NULL ? tw_doc_get_root (doc) : NULL, node, json);
  else
    tw_doc_print (node, json);
  return tw_value_from_json (TW_TYPE_JSON, json->str, value, error);
}

/* --- Links --- */

/* Whether a record is there is told only to those who may see it. */
static gboolean
check_target (Input *in, const TwEntity *target, const TwId *id, GError **error)
{
  g_autoptr (TwRecord) record = target != NULL ? tw_rest_find (in->call, target, id) : NULL;

  if (record != NULL)
    return TRUE;
  g_set_error_literal (error, TW_RECORD_ERROR, TW_RECORD_ERROR_LINK, _("There is no such record, or you may not see it."));
  return FALSE;
}

static gboolean
read_link (Input *in, const TwDocNode *node, TwValue *value, GError **error)
{
  const TwEntity *target = tw_field_get_target (in->field);
  const TwDocNode *id = node, *type = NULL;
  TwId read;

  if (node->type == TW_DOC_OBJECT)
    {
      id = tw_doc_member (node, "id");
      type = tw_doc_member (node, "type");
      if (node->n_items != 2 || type == NULL || type->type != TW_DOC_TEXT)
        id = NULL;
      else
        target = tw_schema_get_entity (in->call->schema, type->text);
    }
  if (id == NULL || id->type != TW_DOC_TEXT || !tw_id_parse (id->text, &read) || (type == NULL && target == NULL))
    return wrong (error, tw_field_get_target (in->field) != NULL ? _("The id of a record is needed here.")
                                                                 : _("A link is an object here: {\"type\": \"contact\", \"id\": \"…\"}."));
  if (target == NULL || strcmp (target->key, type != NULL ? type->text : target->key) != 0 || !tw_field_can_target (in->field, target))
    return wrong (error, _("The link cannot lead to records of this type."));
  if (!check_target (in, target, &read, error))
    return FALSE;
  *value = tw_value_link (target->number, &read);
  return TRUE;
}

static gboolean
read_list (Input *in, const TwDocNode *node, TwValue *value, GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (TwValue));

  if (node->type != TW_DOC_ARRAY)
    return wrong (error, _("A list is needed here."));
  if (node->n_items > TW_REST_MAX_ITEMS)
    return wrong (error, _("The list is too long. Send at most 1,000 entries."));
  g_array_set_clear_func (items, (GDestroyNotify) tw_value_clear);
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    {
      TwValue one = TW_VALUE_INIT;

      if (in->field->kind == TW_KIND_LINKS ? !read_link (in, item, &one, error) : item->type != TW_DOC_TEXT)
        return in->field->kind == TW_KIND_LINKS ? FALSE : wrong (error, _("The list’s entries are texts."));
      if (in->field->kind != TW_KIND_LINKS)
        one = in->field->kind == TW_KIND_SET ? tw_value_enum (item->text) : tw_value_text (item->text);
      g_array_append_val (items, one);
    }
  *value = tw_value_list ((const TwValue *) (gpointer) items->data, items->len);
  return TRUE;
}

static gboolean
read_value (Input *in, const TwDocNode *node, TwValue *value, GError **error)
{
  gint64 number;

  if (node->type == TW_DOC_NULL)
    return TRUE;
  switch (in->field->type)
    {
    case TW_TYPE_BOOLEAN:
      if (node->type != TW_DOC_BOOLEAN)
        return wrong (error, _("true or false is needed here."));
      *value = tw_value_boolean (node->boolean);
      return TRUE;
    case TW_TYPE_INTEGER:
    case TW_TYPE_DURATION:
      if (node->type != TW_DOC_NUMBER || !tw_doc_integer (node, &number))
        return wrong (error, _("A whole number is needed here."));
      *value = in->field->type == TW_TYPE_INTEGER ? tw_value_integer (number) : tw_value_duration (number);
      return TRUE;
    case TW_TYPE_DECIMAL:
      return read_decimal (node, value, error);
    case TW_TYPE_MONEY:
      return read_money (in, node, value, error);
    case TW_TYPE_DATETIME:
      return read_datetime (in, node, value, error);
    case TW_TYPE_LINK:
      return read_link (in, node, value, error);
    case TW_TYPE_LIST:
      return read_list (in, node, value, error);
    case TW_TYPE_JSON:
      return read_json (in, node, value, error);
    default:
      return read_text (in, node, value, error);
    }
}

/* --- The record --- */

static const char *
code_of (const GError *error)
{
  static const char *const codes[] = { "type", "required", "range", "pattern", "choice", "unique", "link", "check", "read_only",
                                       "unknown_field" };

  if (error->domain == TW_RECORD_ERROR && (guint) error->code < G_N_ELEMENTS (codes))
    return codes[error->code];
  return error->domain == TW_VALUE_ERROR && error->code == TW_VALUE_ERROR_RANGE ? "range" : "type";
}

static void
take_member (Input *in, const TwDocNode *node, TwRestProblem *problem)
{
  g_auto (TwValue) value = TW_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  in->field = tw_entity_get_field (tw_record_get_entity (in->record), node->key);
  if (strcmp (node->key, "id") == 0 || strcmp (node->key, "row_seq") == 0)
    tw_rest_problem_field (problem, node->key, "read_only", _("This is not to be set."));
  else if (in->field == NULL || in->field->retired || tw_access_field (in->call->access, in->field) == TW_FIELD_HIDDEN)
    tw_rest_problem_field (problem, node->key, "unknown_field", _("There is no such field."));
  else if (!tw_field_is_editable (in->field) || tw_access_field (in->call->access, in->field) != TW_FIELD_EDIT)
    tw_rest_problem_field (problem, node->key, "read_only", _("This is not to be set."));
  else if (!read_value (in, node, &value, &error) || !tw_record_set (in->record, in->field, &value, &error))
    tw_rest_problem_field (problem, node->key, code_of (error), error->message);
}

/* What the store would refuse anyway, told with the field. */
static void
check_required (TwRecord *record, TwRestProblem *problem)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->required && !field->retired && field->formula == NULL && field->default_value == NULL && field->derive == NULL
          && field->series == NULL && tw_value_is_null (tw_record_get (record, field))
          && (tw_record_is_new (record) || tw_record_is_changed (record, field)))
        tw_rest_problem_field (problem, field->key, "required", _("A value is needed here."));
    }
}

gboolean
tw_rest_take_fields (TwRestCall *call, TwRecord *record, const TwDocNode *body, TwRestInput input, TwRestProblem *problem)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  Input in = { call, record, NULL, utc, input };

  if (body == NULL || body->type != TW_DOC_OBJECT)
    {
      tw_rest_problem_set (problem, 422, "invalid", _("Send a JSON object with the fields."));
      return FALSE;
    }
  for (const TwDocNode *node = body->first; node != NULL; node = node->next)
    take_member (&in, node, problem);
  if (problem->errors == NULL)
    check_required (record, problem);
  if (problem->errors == NULL)
    return TRUE;
  tw_rest_problem_set (problem, 422, "invalid", _("Some fields cannot be taken. Mend those that “errors” names."));
  return FALSE;
}
