/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record in memory: an entity, an id, its values, and the edits not yet saved. A plain object for one thread; edits leave as
 * one commit through the store. */
#pragma once

#include <glib-object.h>
#include "tw-schema.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD (tw_record_get_type ())
G_DECLARE_FINAL_TYPE (TwRecord, tw_record, TW, RECORD, GObject)

/* A new, unsaved record with a new id; the store fills defaults when it saves. */
TwRecord *tw_record_new          (const TwEntity *entity);
/* For the store: a stored record. values has entity->n_fields entries and is stolen (array and contents). */
TwRecord *tw_record_new_stored   (const TwEntity *entity, const TwId *id, gint64 row_seq, gboolean deleted, TwValue *values);
/* For the store: the record was saved or read anew. values is stolen as above; edits are dropped. */
void      tw_record_set_stored   (TwRecord *record, gint64 row_seq, gboolean deleted, TwValue *values);
/* For the store: puts the value of a computed field; nothing changes in the sense of edits. */
void      tw_record_set_computed (TwRecord *record, const TwField *field, const TwValue *value);
const TwEntity *tw_record_get_entity (TwRecord *record);
const TwId *tw_record_get_id     (TwRecord *record);
void      tw_record_set_id       (TwRecord *record, const TwId *id);            /* only while new */
gboolean  tw_record_is_new       (TwRecord *record);
gboolean  tw_record_is_deleted   (TwRecord *record);
gint64    tw_record_get_row_seq  (TwRecord *record);
/* The current value: the edit if there is one, else the stored value. Lent until the record changes. */
const TwValue *tw_record_get     (TwRecord *record, const TwField *field);
const TwValue *tw_record_get_key (TwRecord *record, const char *key);           /* g_critical for an unknown key */
const TwValue *tw_record_get_before (TwRecord *record, const TwField *field);   /* the stored value */
char     *tw_record_dup_title    (TwRecord *record);                            /* name field as text; "" when empty */
/* Setters check type, bounds, pattern and choices of the field (not uniqueness and links: the store does). */
gboolean  tw_record_set          (TwRecord *record, const TwField *field, const TwValue *value, GError **error);
gboolean  tw_record_set_key      (TwRecord *record, const char *key, const TwValue *value, GError **error);
gboolean  tw_record_set_text     (TwRecord *record, const char *key, const char *text, GError **error);  /* parsed by kind */
gboolean  tw_record_is_changed   (TwRecord *record, const TwField *field);
gboolean  tw_record_has_changes  (TwRecord *record);
void      tw_record_revert       (TwRecord *record);
void      tw_record_forget_edit  (TwRecord *record, const TwField *field);

/* Reads a text as a value of the field: "1,234.50" is refused, "1234.50 EUR" is money; enum by key or English label;
 * links by id only (names are resolved by the store's floor). */
gboolean  tw_field_parse         (const TwField *field, const char *text, GTimeZone *zone, TwValue *value, GError **error);
gboolean  tw_field_validate      (const TwField *field, const TwValue *value, GError **error);
/* May people change it? Program code may also set fields marked read_only; nobody sets computed ones and created_at … updated_by. */
gboolean  tw_field_is_editable   (const TwField *field);
/* For people, in the current locale; links need the title, which the caller gives (nullable). */
char     *tw_field_format        (const TwField *field, const TwValue *value, const char *link_title);

#define TW_RECORD_ERROR (tw_record_error_quark ())
GQuark tw_record_error_quark (void);
typedef enum
{
  TW_RECORD_ERROR_TYPE, TW_RECORD_ERROR_REQUIRED, TW_RECORD_ERROR_RANGE, TW_RECORD_ERROR_PATTERN, TW_RECORD_ERROR_CHOICE,
  TW_RECORD_ERROR_UNIQUE, TW_RECORD_ERROR_LINK, TW_RECORD_ERROR_CHECK, TW_RECORD_ERROR_READ_ONLY, TW_RECORD_ERROR_UNKNOWN_FIELD,
} TwRecordError;

G_END_DECLS
