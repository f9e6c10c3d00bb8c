/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-blobs.h"
#include "tw-ebook.h"
#include "tw-import-picture.h"
#include "tw-vcard-writer.h"

/* Fields that are one property each. */
static const struct { const char *key, *property, *type; } plain[] =
{
  { "email", "EMAIL", "WORK" }, { "phone", "TEL", "WORK" }, { "mobile", "TEL", "CELL" }, { "job_title", "TITLE", NULL },
  { "website", "URL", NULL }, { "birthday", "BDAY", NULL }, { "anniversary", "X-ANNIVERSARY", NULL }, { "description", "NOTE", NULL },
};

/* Of ADR: box, flat, street, city, region, postal code, country. */
static const char *const address[] = { NULL, NULL, "street", "city", "state", "postal_code", "country" };

static const TwField *
find (TwRecord *record, const char *key)
{
  const TwField *field = key ? tw_entity_get_field (tw_record_get_entity (record), key) : NULL;

  return field && !field->formula && !field->retired && (field->type == TW_TYPE_TEXT || field->type == TW_TYPE_DATE) ? field : NULL;
}

static char *
dup_text (TwRecord *record, const char *key)
{
  const TwField *field = find (record, key);

  return field ? tw_value_print (tw_record_get (record, field)) : g_strdup ("");
}

static void
add (EVCard *card, const char *property, const char *type, const char *text)
{
  EVCardAttribute *attribute;

  if (!*text)
    return;
  attribute = e_vcard_attribute_new (NULL, property);
  if (type)
    e_vcard_attribute_add_param_with_value (attribute, e_vcard_attribute_param_new (EVC_TYPE), type);
  e_vcard_append_attribute_with_value (card, attribute, text);
}

static void
add_name (EVCard *card, TwRecord *record)
{
  g_autofree char *title = tw_record_dup_title (record), *first = dup_text (record, "first_name"), *last = dup_text (record, "last_name");
  gboolean split = *first || *last;

  e_vcard_append_attribute_with_value (card, e_vcard_attribute_new (NULL, EVC_FN), title);
  e_vcard_append_attribute_with_values (card, e_vcard_attribute_new (NULL, EVC_N), split ? last : title, split ? first : "", "", "", "",
                                        NULL);
}

static void
add_company (EVCard *card, TwStore *store, TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const TwField *field = tw_entity_get_field (entity, "company");
  g_autofree char *name = dup_text (record, "company_name");
  g_autofree char *linked = NULL;

  if (field && field->kind == TW_KIND_LINK && !tw_value_is_null (tw_record_get (record, field)))
    {
      const TwValue *value = tw_record_get (record, field);

      linked = tw_store_dup_title (store, value->tag, &value->id);
    }
  if (g_str_equal (entity->key, "company"))
    linked = tw_record_dup_title (record);
  add (card, EVC_ORG, NULL, linked ? linked : name);
}

static void
add_address (EVCard *card, TwRecord *record)
{
  EVCardAttribute *attribute = e_vcard_attribute_new (NULL, EVC_ADR);
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (address); i++)
    {
      g_autofree char *text = dup_text (record, address[i]);

      any = any || *text;
      e_vcard_attribute_add_value (attribute, text);
    }
  if (!any)
    {
      e_vcard_attribute_free (attribute);
      return;
    }
  e_vcard_attribute_add_param_with_value (attribute, e_vcard_attribute_param_new (EVC_TYPE), "WORK");
  e_vcard_append_attribute (card, attribute);
}

static void
add_tags (EVCard *card, TwRecord *record)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), "tags");
  const TwValue *value = field ? tw_record_get (record, field) : NULL;
  EVCardAttribute *attribute;

  if (!value || value->type != TW_TYPE_LIST || value->list->n_values == 0)
    return;
  attribute = e_vcard_attribute_new (NULL, EVC_CATEGORIES);
  for (guint i = 0; i < value->list->n_values; i++)
    e_vcard_attribute_add_value (attribute, value->list->values[i].text);
  e_vcard_append_attribute (card, attribute);
}

/* A picture that is on this computer, as its bytes: 3.0 asks for that, and every address book shows it. */
static void
add_photo (EVCard *card, TwStore *store, TwRecord *record)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), "photo");
  const TwValue *value = field && tw_field_is_file (field) ? tw_record_get (record, field) : NULL;
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GOutputStream) bytes = g_memory_output_stream_new_resizable ();
  g_autofree char *type = NULL, *upper = NULL;
  gint64 size = value && value->type == TW_TYPE_TEXT ? tw_store_get_blob_size (store, value->text) : -1;
  EVCardAttribute *attribute;

  if (size <= 0 || size > TW_IMPORT_PICTURE_MAX)
    return;
  type = tw_store_dup_blob_type (store, value->text);
  stream = g_str_has_prefix (type, "image/") ? tw_store_open_blob (store, value->text, NULL) : NULL;
  if (!stream || g_output_stream_splice (bytes, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL) != size)
    return;
  upper = g_ascii_strup (type + strlen ("image/"), -1);
  attribute = e_vcard_attribute_new (NULL, EVC_PHOTO);
  e_vcard_attribute_add_param_with_value (attribute, e_vcard_attribute_param_new (EVC_ENCODING), "b");
  e_vcard_attribute_add_param_with_value (attribute, e_vcard_attribute_param_new (EVC_TYPE), upper);
  e_vcard_attribute_add_value_decoded (attribute, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (bytes)), (int) size);
  e_vcard_append_attribute (card, attribute);
}

/**
 * tw_vcard_can_write:
 * @entity: a kind of record
 *
 * Returns: whether its records can be cards: they have a title, and an e-mail address or a number
 */
gboolean
tw_vcard_can_write (const TwEntity *entity)
{
  const TwField *email = tw_entity_get_field (entity, "email"), *phone = tw_entity_get_field (entity, "phone");

  return entity->name_field && ((email && email->kind == TW_KIND_EMAIL) || (phone && phone->kind == TW_KIND_PHONE));
}

/**
 * tw_vcard_write:
 * @store: where its links lead
 * @record: a record of a kind for which tw_vcard_can_write() holds
 *
 * Returns: (transfer full): BEGIN:VCARD … END:VCARD with a line end
 */
char *
tw_vcard_write (TwStore *store, TwRecord *record)
{
  EVCard *card = e_vcard_new ();
  char id[TW_ID_TEXT_LENGTH + 1];
  char *text = NULL;

  g_autofree char *body = NULL;

  e_vcard_append_attribute_with_value (card, e_vcard_attribute_new (NULL, EVC_UID), tw_id_print (tw_record_get_id (record), id));
  add_name (card, record);
  add_company (card, store, record);
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autofree char *value = dup_text (record, plain[i].key);

      add (card, plain[i].property, plain[i].type, value);
    }
  add_address (card, record);
  add_tags (card, record);
  add_photo (card, store, record);
  body = e_vcard_to_string (card, EVC_FORMAT_VCARD_30);
  text = g_strconcat (body, "\r\n", NULL);
  g_object_unref (card);
  return text;
}
