/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the values of a lead go. A field goes to the field of the same key — a site's own fields, too — unless the table says
 * otherwise; values of which there should be one only go to the part that they fit best. */
#include "config.h"

#include <string.h>

#include "tw-lead-private.h"

#define FOLD_JOINT "\n\n"                              /* between a text that is there and one that is added */

static const struct
{
  TwLeadPart  part;
  const char *from, *to;                               /* to NULL: nowhere, although there is a field of the same key */
} routes[] =
{
  { TW_LEAD_COMPANY, "company_name", "name" },
  { TW_LEAD_COMPANY, "company_size", "size" },
  { TW_LEAD_COMPANY, "location", "city" },
  { TW_LEAD_CONTACT, "name", "name" },
  { TW_LEAD_CONTACT, "location", "city" },
  { TW_LEAD_DEAL, "priority", "priority" },
  { TW_LEAD_COMPANY, "status", NULL },
  { TW_LEAD_CONTACT, "status", NULL },
  { TW_LEAD_DEAL, "status", NULL },
};

static const struct { const char *temperature, *priority; } priorities[] =
{
  { "hot", "high" }, { "warm", "medium" }, { "cold", "low" },
};

/* The parts that a value of the kind fits, best first; the first of them that is there takes it. NULL: all of them take it. */
static const TwLeadPart *
order_of (TwKind kind, guint *n_parts)
{
  static const TwLeadPart person[] = { TW_LEAD_CONTACT, TW_LEAD_COMPANY };
  static const TwLeadPart story[] = { TW_LEAD_DEAL, TW_LEAD_CONTACT, TW_LEAD_COMPANY };

  switch (kind)
    {
    case TW_KIND_EMAIL:
    case TW_KIND_PHONE:
      *n_parts = G_N_ELEMENTS (person);
      return person;
    case TW_KIND_LONGTEXT:
    case TW_KIND_RICHTEXT:
      *n_parts = G_N_ELEMENTS (story);
      return story;
    default:
      return NULL;
    }
}

static gboolean
is_writable (const TwField *field)
{
  return field->number >= TW_FIELD_FIRST_OWN && !field->formula && !field->retired && !field->read_only;
}

static const TwField *
same_field (const TwField *field, const TwEntity *entity)
{
  const TwField *other = tw_entity_get_field (entity, field->key);

  if (!other || !is_writable (other) || other->type != field->type || other == entity->name_field)
    return NULL;
  return other;
}

const TwField *
tw_lead_field_target (const TwField *field, const TwEntity *const *parts, TwLeadPart part)
{
  guint n = 0;
  const TwLeadPart *order = order_of (field->kind, &n);

  if (!parts[part] || field->number < TW_FIELD_FIRST_OWN || field->formula || g_str_has_prefix (field->key, "converted_"))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (routes[i].part == part && g_str_equal (routes[i].from, field->key))
      return routes[i].to ? tw_entity_get_field (parts[part], routes[i].to) : NULL;
  for (guint i = 0; order && i < n && order[i] != part; i++)
    if (parts[order[i]] && same_field (field, parts[order[i]]))
      return NULL;
  return same_field (field, parts[part]);
}

static TwValue
join_texts (const TwValue *present, const TwValue *added)
{
  g_autofree char *text = NULL;

  if (strstr (present->text, added->text))
    return tw_value_copy (present);
  text = g_strconcat (present->text, FOLD_JOINT, added->text, NULL);
  return tw_value_text (text);
}

static TwValue
join_lists (const TwValue *present, const TwValue *added)
{
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));

  g_array_append_vals (values, present->list->values, present->list->n_values);
  for (guint i = 0; i < added->list->n_values; i++)
    {
      gboolean there = FALSE;

      for (guint k = 0; k < present->list->n_values && !there; k++)
        there = tw_value_equal (&present->list->values[k], &added->list->values[i]);
      if (!there)
        g_array_append_val (values, added->list->values[i]);
    }
  return tw_value_list ((TwValue *) (gpointer) values->data, values->len);
}

static TwValue
convert (const TwField *from, const TwField *to, const TwValue *value)
{
  if (g_str_equal (from->key, "priority") && value->type == TW_TYPE_ENUM)
    for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
      if (g_str_equal (priorities[i].temperature, value->text))
        return tw_value_enum (priorities[i].priority);
  return tw_value_copy (value);
}

/* FALSE: the record cannot take the value, which then stays in the lead. */
static gboolean
fill_field (TwRecord *record, const TwField *from, const TwField *to, const TwValue *value)
{
  const TwValue *present = tw_record_get (record, to);
  g_auto(TwValue) given = convert (from, to, value), joined = TW_VALUE_INIT;

  if (tw_value_is_null (present) || tw_record_is_new (record))
    return tw_record_set (record, to, &given, NULL);
  if (to->type == TW_TYPE_LIST)
    joined = join_lists (present, &given);
  else if (to->kind == TW_KIND_LONGTEXT)
    joined = join_texts (present, &given);
  else
    return tw_value_equal (present, &given);
  return tw_record_set (record, to, &joined, NULL);
}

void
tw_lead_fields_fill (TwRecord *lead, TwRecord *record, const TwEntity *const *parts, TwLeadPart part)
{
  const TwEntity *entity = tw_record_get_entity (lead);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i], *to = tw_lead_field_target (field, parts, part);
      const TwValue *value = tw_record_get (lead, field);

      if (to && !tw_value_is_null (value))
        fill_field (record, field, to, value);
    }
}
