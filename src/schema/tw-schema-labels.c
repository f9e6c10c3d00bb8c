/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels in the user's language. Shipped ones are translated with the program, a site's own carry their translations. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"

static const TwSchemaLabel *
find_label (const TwSchemaLabel *const *labels)
{
  if (!labels || !labels[0])
    return NULL;
  for (const char *const *language = g_get_language_names (); *language; language++)
    for (guint i = 0; labels[i]; i++)
      if (strcmp (labels[i]->language, *language) == 0)
        return labels[i];
  return NULL;
}

static const char *
translate (const TwSchemaLabel *const *labels, const char *english)
{
  const TwSchemaLabel *label = find_label (labels);

  return label ? label->label : g_dpgettext2 (NULL, "schema", english);
}

/**
 * tw_entity_get_label:
 * @entity: an entity
 * @plural: "Deals" instead of "Deal"
 *
 * Returns: the name in the user's language
 */
const char *
tw_entity_get_label (const TwEntity *entity, gboolean plural)
{
  const TwEntityImpl *impl = (const TwEntityImpl *) entity;
  const TwSchemaLabel *label = find_label (impl->labels);

  if (plural && label && label->label_plural)
    return label->label_plural;
  if (plural)
    return g_dpgettext2 (NULL, "schema", entity->label_plural);
  return translate (impl->labels, entity->label);
}

/**
 * tw_field_get_label:
 * @field: a field
 *
 * Returns: the name in the user's language
 */
const char *
tw_field_get_label (const TwField *field)
{
  return translate (((const TwFieldImpl *) field)->labels, field->label);
}

/**
 * tw_choice_get_label:
 * @field: an enum or set
 * @choice: one of its choices
 *
 * Returns: the name in the user's language
 */
const char *
tw_choice_get_label (const TwField *field, const TwChoice *choice)
{
  return translate (((const TwChoiceImpl *) choice)->labels, choice->label);
}

/**
 * tw_inverse_get_label:
 * @inverse: a relation seen from its target
 *
 * Returns: the name in the user's language
 */
const char *
tw_inverse_get_label (const TwInverse *inverse)
{
  const TwFieldImpl *field = (const TwFieldImpl *) inverse->field;
  const TwSchemaLabel *label = find_label (field->inverse_labels);

  /* The other side of an own object's parent is named by the object's plural. */
  if (label && label->label_plural)
    return label->label_plural;
  return label ? label->label : g_dpgettext2 (NULL, "schema", inverse->label);
}

/**
 * tw_entity_get_section_label:
 * @entity: an entity
 * @section_key: a key of its sections
 *
 * Returns: the label in the user's language; @section_key itself when the entity has no such section
 */
const char *
tw_entity_get_section_label (const TwEntity *entity, const char *section_key)
{
  const TwSectionImpl *const *sections = ((const TwEntityImpl *) entity)->sections;

  for (guint i = 0; sections && sections[i]; i++)
    if (g_strcmp0 (sections[i]->key, section_key) == 0)
      return translate (sections[i]->labels, sections[i]->label);
  return section_key;
}
