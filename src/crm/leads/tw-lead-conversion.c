/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-lead-private.h"
#include "tw-text.h"

struct _TwLeadConversion
{
  GObject         parent_instance;

  TwStore        *store;                               /* (owned) */
  TwSchema       *schema;                              /* (owned) keeps the entities */
  TwRecord       *lead;                                /* (owned) */
  const TwEntity *entities[TW_LEAD_N_PARTS];
  GPtrArray      *matches[TW_LEAD_N_PARTS];            /* (owned) TwRecord */
  TwRecord       *records[TW_LEAD_N_PARTS];            /* (owned) (nullable) left out */
  TwId            stage;                               /* of a new deal; nil: the workspace has none */
};

G_DEFINE_FINAL_TYPE (TwLeadConversion, tw_lead_conversion, G_TYPE_OBJECT)

G_DEFINE_QUARK (tw-lead-error-quark, tw_lead_error)

static const char *const part_keys[TW_LEAD_N_PARTS] = { "company", "contact", "deal" };
static const char *const link_keys[TW_LEAD_N_PARTS] = { "converted_company", "converted_contact", "converted_deal" };

static const char *
text_of (TwRecord *record, const char *key)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  const TwValue *value = field ? tw_record_get (record, field) : NULL;

  return value && value->type == TW_TYPE_TEXT ? value->text : "";
}

/* The first stage of the default pipeline in which a deal is open. */
static gboolean
find_stage (TwLeadConversion *self, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (self->schema, "deal_stage");
  static const char *const conditions[] = { "kind = \"open\" and active and pipeline.is_default", "kind = \"open\" and active" };

  for (guint i = 0; i < G_N_ELEMENTS (conditions) && tw_id_is_nil (&self->stage); i++)
    {
      g_autoptr(TwQuery) query = tw_query_new (self->schema, entity, conditions[i], "position,name", error);
      g_autoptr(GPtrArray) stages = query ? tw_store_list (self->store, query, 1, NULL, NULL, error) : NULL;

      if (!stages)
        return FALSE;
      if (stages->len > 0)
        self->stage = *tw_record_get_id (g_ptr_array_index (stages, 0));
    }
  return TRUE;
}

/* --- The parts --- */

static void
set_text (TwRecord *record, const char *key, const char *text)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  g_auto(TwValue) value = tw_value_text (text);

  if (field && *text != '\0')
    tw_record_set (record, field, &value, NULL);
}

/* First and last name out of the whole one, as the import does it. */
static void
split_name (TwRecord *contact)
{
  const char *name = text_of (contact, "name"), *space = strrchr (name, ' ');
  g_autofree char *first = NULL;

  if (!space || space == name)
    return;
  first = g_strndup (name, space - name);
  set_text (contact, "last_name", space + 1);
  set_text (contact, "first_name", g_strstrip (first));
}

static void
complete_new (TwLeadConversion *self, TwLeadPart part)
{
  TwRecord *record = self->records[part];
  const char *company = text_of (self->lead, "company_name");
  g_auto(TwValue) stage = TW_VALUE_INIT;

  switch (part)
    {
    case TW_LEAD_COMPANY:
      tw_record_set_text (record, "lifecycle_stage", "prospect", NULL);
      break;
    case TW_LEAD_CONTACT:
      tw_record_set_text (record, "lifecycle_stage", "prospect", NULL);
      split_name (record);
      break;
    default:
      set_text (record, "name", *company ? company : text_of (self->lead, "name"));
      stage = tw_value_link (tw_schema_get_entity (self->schema, "deal_stage")->number, &self->stage);
      tw_record_set_key (record, "stage", &stage, NULL);
    }
}

static void
link_parts (TwLeadConversion *self, TwLeadPart from, TwLeadPart to)
{
  TwRecord *record = self->records[from];
  g_auto(TwValue) link = TW_VALUE_INIT;

  if (!record || !self->records[to] || !tw_value_is_null (tw_record_get_key (record, part_keys[to])))
    return;
  link = tw_value_link (self->entities[to]->number, tw_record_get_id (self->records[to]));
  tw_record_set_key (record, part_keys[to], &link, NULL);
}

/* All parts anew: which of them are there decides where the lead's values go. */
static void
refill (TwLeadConversion *self)
{
  const TwEntity *present[TW_LEAD_N_PARTS] = { NULL };

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    present[i] = self->records[i] ? self->entities[i] : NULL;
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    {
      TwRecord *record = self->records[i];

      if (!record)
        continue;
      tw_record_revert (record);
      tw_lead_fields_fill (self->lead, record, present, i);
      if (tw_record_is_new (record))
        complete_new (self, i);
    }
  link_parts (self, TW_LEAD_CONTACT, TW_LEAD_COMPANY);
  link_parts (self, TW_LEAD_DEAL, TW_LEAD_COMPANY);
  link_parts (self, TW_LEAD_DEAL, TW_LEAD_CONTACT);
}

/* A record that is surely the same is taken without asking. */
static gboolean
is_surely (TwLeadConversion *self, TwLeadPart part, TwRecord *match)
{
  const char *key = part == TW_LEAD_COMPANY ? "name" : "email";
  const char *mine = text_of (self->lead, part == TW_LEAD_COMPANY ? "company_name" : "email");

  return *mine != '\0' && tw_text_equal (mine, text_of (match, key));
}

static gboolean
choose_parts (TwLeadConversion *self, GError **error)
{
  self->matches[TW_LEAD_COMPANY] = tw_lead_find_companies (self->store, self->schema, self->lead, error);
  self->matches[TW_LEAD_CONTACT] = self->matches[TW_LEAD_COMPANY]
                                   ? tw_lead_find_contacts (self->store, self->schema, self->lead, error) : NULL;
  self->matches[TW_LEAD_DEAL] = g_ptr_array_new_with_free_func (g_object_unref);
  if (!self->matches[TW_LEAD_CONTACT] || !find_stage (self, error))
    return FALSE;
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    {
      GPtrArray *matches = self->matches[i];

      if (matches->len > 0 && is_surely (self, i, g_ptr_array_index (matches, 0)))
        self->records[i] = g_object_ref (g_ptr_array_index (matches, 0));
      else if (tw_lead_conversion_can_make (self, i))
        self->records[i] = tw_record_new (self->entities[i]);
    }
  refill (self);
  return TRUE;
}

/* Whether a part takes the value of a field of the lead, or has the same already. */
static gboolean
takes (TwLeadConversion *self, TwLeadPart part, const TwField *field, const TwField *to)
{
  const TwValue *mine = tw_record_get (self->lead, field), *its = tw_record_get (self->records[part], to);

  if (tw_record_is_new (self->records[part]))
    return !tw_value_is_null (its);
  if (tw_record_is_changed (self->records[part], to))
    return TRUE;
  return mine->type == TW_TYPE_TEXT && its->type == TW_TYPE_TEXT ? tw_text_equal (mine->text, its->text) : tw_value_equal (mine, its);
}

/* --- The commit --- */

static gboolean
mark_lead (TwLeadConversion *self, GError **error)
{
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    {
      g_auto(TwValue) link = TW_VALUE_INIT;

      if (!self->records[i])
        continue;
      link = tw_value_link (self->entities[i]->number, tw_record_get_id (self->records[i]));
      if (!tw_record_set_key (self->lead, link_keys[i], &link, error))
        return FALSE;
    }
  return tw_record_set_text (self->lead, "status", "closed", error);
}

static TwEdit *
make_edit (TwLeadConversion *self, GPtrArray *related)
{
  g_autofree char *name = tw_record_dup_title (self->lead);
  /* Translators: names a change; %s is the lead's name. */
  g_autofree char *title = g_strdup_printf (_("Convert “%s”"), name);
  TwEdit *edit = tw_edit_new (self->store, TW_ORIGIN_PERSON, title);

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    if (self->records[i] && (tw_record_is_new (self->records[i]) || tw_record_has_changes (self->records[i])))
      tw_edit_save (edit, self->records[i]);
  tw_edit_save (edit, self->lead);
  for (guint i = 0; i < related->len; i++)
    if (tw_record_has_changes (g_ptr_array_index (related, i)))
      tw_edit_save (edit, g_ptr_array_index (related, i));
  return edit;
}

/* --- The object --- */

static void
tw_lead_conversion_finalize (GObject *object)
{
  TwLeadConversion *self = TW_LEAD_CONVERSION (object);

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    {
      g_clear_pointer (&self->matches[i], g_ptr_array_unref);
      g_clear_object (&self->records[i]);
    }
  g_clear_object (&self->lead);
  g_clear_pointer (&self->schema, tw_schema_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_lead_conversion_parent_class)->finalize (object);
}

static void
tw_lead_conversion_class_init (TwLeadConversionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_lead_conversion_finalize;
}

static void
tw_lead_conversion_init (TwLeadConversion *self)
{
}

/**
 * tw_lead_conversion_new:
 * @store: a store
 * @lead: id of a lead
 * @error: TW_LEAD_ERROR_CONVERTED, or of the store
 *
 * Reads the lead and looks for the company and the contact that it speaks of. A company of the same name and a contact with the same
 * e-mail address are taken; what is not there is to be made.
 *
 * Returns: (transfer full) (nullable): a conversion that has changed nothing yet
 */
TwLeadConversion *
tw_lead_conversion_new (TwStore *store, const TwId *lead, GError **error)
{
  g_autoptr(TwLeadConversion) self = g_object_new (TW_TYPE_LEAD_CONVERSION, NULL);

  self->store = g_object_ref (store);
  self->schema = tw_store_ref_schema (store);
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    self->entities[i] = tw_schema_get_entity (self->schema, part_keys[i]);
  self->lead = tw_store_get (store, tw_schema_get_entity (self->schema, "lead"), lead, error);
  if (!self->lead)
    return NULL;
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    if (!tw_value_is_null (tw_record_get_key (self->lead, link_keys[i])))
      {
        g_autofree char *title = tw_record_dup_title (self->lead);

        g_set_error (error, TW_LEAD_ERROR, TW_LEAD_ERROR_CONVERTED,
                     _("“%s” was converted already; its page links to what it became."), title);
        return NULL;
      }
  return choose_parts (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tw_lead_conversion_get_lead:
 * @self: a conversion
 *
 * Returns: (transfer none): the lead as it is stored
 */
TwRecord *
tw_lead_conversion_get_lead (TwLeadConversion *self)
{
  return self->lead;
}

/**
 * tw_lead_conversion_get_entity:
 * @self: a conversion
 * @part: one of the things that a lead becomes
 *
 * Returns: its kind of record
 */
const TwEntity *
tw_lead_conversion_get_entity (TwLeadConversion *self, TwLeadPart part)
{
  return self->entities[part];
}

/**
 * tw_lead_conversion_get_matches:
 * @self: a conversion
 * @part: one of the things that a lead becomes
 *
 * Returns: (transfer none) (element-type TwRecord): records that are probably the same, best first
 */
GPtrArray *
tw_lead_conversion_get_matches (TwLeadConversion *self, TwLeadPart part)
{
  return self->matches[part];
}

/**
 * tw_lead_conversion_get_record:
 * @self: a conversion
 * @part: one of the things that a lead becomes
 *
 * Returns: (transfer none) (nullable): what it will be; %NULL when the part is left out
 */
TwRecord *
tw_lead_conversion_get_record (TwLeadConversion *self, TwLeadPart part)
{
  return self->records[part];
}

/**
 * tw_lead_conversion_can_make:
 * @self: a conversion
 * @part: one of the things that a lead becomes
 *
 * Returns: whether a new record can be made: a company needs a name, a deal a stage to start in
 */
gboolean
tw_lead_conversion_can_make (TwLeadConversion *self, TwLeadPart part)
{
  switch (part)
    {
    case TW_LEAD_COMPANY:
      return *text_of (self->lead, "company_name") != '\0';
    case TW_LEAD_DEAL:
      return !tw_id_is_nil (&self->stage);
    default:
      return TRUE;
    }
}

/**
 * tw_lead_conversion_make:
 * @self: a conversion
 * @part: one of the things that a lead becomes, which can be made
 *
 * The part becomes a new record. Edits of the parts' records are lost.
 */
void
tw_lead_conversion_make (TwLeadConversion *self, TwLeadPart part)
{
  g_return_if_fail (tw_lead_conversion_can_make (self, part));
  g_clear_object (&self->records[part]);
  self->records[part] = tw_record_new (self->entities[part]);
  refill (self);
}

/**
 * tw_lead_conversion_link:
 * @self: a conversion
 * @part: one of the things that a lead becomes
 * @record: a stored record of its kind
 *
 * The part becomes a record that is there already; it takes what it does not have yet. Edits of the parts' records are lost.
 */
void
tw_lead_conversion_link (TwLeadConversion *self, TwLeadPart part, TwRecord *record)
{
  g_return_if_fail (tw_record_get_entity (record)->number == self->entities[part]->number);
  g_set_object (&self->records[part], record);
  refill (self);
}

/**
 * tw_lead_conversion_leave:
 * @self: a conversion
 * @part: one of the things that a lead becomes
 *
 * The part is left out. Edits of the parts' records are lost.
 */
void
tw_lead_conversion_leave (TwLeadConversion *self, TwLeadPart part)
{
  g_clear_object (&self->records[part]);
  refill (self);
}

/**
 * tw_lead_conversion_list_lines:
 * @self: a conversion
 *
 * Returns: (transfer full) (element-type TwLeadLine): what becomes of each value of the lead
 */
GArray *
tw_lead_conversion_list_lines (TwLeadConversion *self)
{
  const TwEntity *entity = tw_record_get_entity (self->lead), *present[TW_LEAD_N_PARTS] = { NULL };
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (TwLeadLine));

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    present[i] = self->records[i] ? self->entities[i] : NULL;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      TwLeadLine line = { .field = field };

      if (field->number < TW_FIELD_FIRST_OWN || field->formula || tw_value_is_null (tw_record_get (self->lead, field)))
        continue;
      for (guint k = 0; k < TW_LEAD_N_PARTS; k++)
        {
          const TwField *to = tw_lead_field_target (field, present, k);

          if (to && takes (self, k, field, to))
            line.targets[k] = to;
        }
      g_array_append_val (lines, line);
    }
  return lines;
}

/**
 * tw_lead_conversion_count_related:
 * @self: a conversion
 * @error: of the store
 *
 * Returns: how many activities, tasks, documents and other records are linked on; -1 on error
 */
gint64
tw_lead_conversion_count_related (TwLeadConversion *self, GError **error)
{
  TwId ids[TW_LEAD_N_PARTS];
  g_autoptr(GPtrArray) related = NULL;

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    ids[i] = self->records[i] ? *tw_record_get_id (self->records[i]) : tw_id_nil;
  related = tw_lead_list_related (self->store, self->lead, self->entities, ids, error);
  return related ? (gint64) related->len : -1;
}

/**
 * tw_lead_conversion_commit:
 * @self: a conversion, of no use afterwards when it succeeds
 * @error: TW_LEAD_ERROR_NOTHING, or of the store
 *
 * Makes and changes all records in one commit.
 *
 * Returns: (transfer full) (nullable): the commit, or %NULL: nothing was changed
 */
TwCommit *
tw_lead_conversion_commit (TwLeadConversion *self, GError **error)
{
  TwId ids[TW_LEAD_N_PARTS];
  g_autoptr(GPtrArray) related = NULL;
  guint n = 0;

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    {
      ids[i] = self->records[i] ? *tw_record_get_id (self->records[i]) : tw_id_nil;
      n += self->records[i] != NULL;
    }
  if (n == 0)
    {
      g_set_error_literal (error, TW_LEAD_ERROR, TW_LEAD_ERROR_NOTHING,
                           _("Choose a company, a contact or a deal for the lead to become."));
      return NULL;
    }
  related = tw_lead_list_related (self->store, self->lead, self->entities, ids, error);
  if (!related || !mark_lead (self, error))
    return NULL;
  return tw_edit_commit (make_edit (self, related), error);
}
