/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-details.h"

#include <glib/gi18n-lib.h>

struct _TwRecordDetails
{
  AdwBin          parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  const TwEntity *entity;
  TwRecord       *record;                              /* (owned) (nullable) as it is stored */
  GPtrArray      *fields;                              /* (owned) TwRecordField, lent, in order */
};

G_DEFINE_FINAL_TYPE (TwRecordDetails, tw_record_details, ADW_TYPE_BIN)

typedef struct
{
  TwRecordDetails *details;                            /* (owned) */
  TwRecordField   *field;                              /* (owned) */
  TwRecord        *record;                             /* (owned) the copy that carries the edit */
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->details);
  g_object_unref (saving->field);
  g_object_unref (saving->record);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(Saving) saving = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  commit = tw_edit_commit_finish (tw_workspace_get_store (saving->details->workspace), result, &error);
  tw_record_field_answer (saving->field, commit == NULL ? error->message : NULL);
}

/* The edit goes into a record read anew, so that nothing else leaves with it and the record shown stays as it is stored. */
static void
save_cb (TwRecordDetails *self,
         TwFieldInput    *input,
         TwRecordField   *row)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  const TwField *field = tw_record_field_get_field (row);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (store, self->entity, tw_record_get_id (self->record), &error);
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autofree char *name = NULL, *title = NULL;
  Saving *saving = NULL;
  TwEdit *edit = NULL;

  if (record == NULL || !tw_field_input_get_value (input, &value, &error)
      || !tw_record_set (record, field, &value, &error))
    {
      tw_record_field_answer (row, error->message);
      return;
    }
  if (!tw_value_equal (tw_record_get_before (record, field), tw_record_field_get_base (row)))
    {
      tw_record_field_answer (row, _("This was changed meanwhile."));
      tw_record_field_show (row, record, FALSE);
      return;
    }
  name = tw_record_dup_title (self->record);
  /* Translators: names a change: field and record, "Change Amount of “Acme”". */
  title = g_strdup_printf (_("Change %s of “%s”"), tw_field_get_label (field), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  saving = g_new0 (Saving, 1);
  saving->details = g_object_ref (self);
  saving->field = g_object_ref (row);
  saving->record = g_steal_pointer (&record);
  tw_edit_commit_async (edit, NULL, saved_cb, saving);
}

static gboolean
is_shown (const TwField *field)
{
  return !field->hidden && !field->retired && field->kind != TW_KIND_JSON && field->kind != TW_KIND_GEO;
}

static void
add_section (TwRecordDetails *self,
             GtkBox          *box,
             const char      *key,
             const char      *label)
{
  GtkWidget *heading = NULL;

  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const TwField *field = self->entity->fields[i];
      GtkWidget *row = NULL;

      if (!is_shown (field) || g_strcmp0 (field->section, key) != 0)
        continue;
      if (heading == NULL)
        {
          heading = gtk_label_new (label);
          gtk_label_set_xalign (GTK_LABEL (heading), 0);
          gtk_widget_add_css_class (heading, "heading");
          gtk_widget_add_css_class (heading, "tw-section-heading");
          gtk_box_append (box, heading);
        }
      row = tw_record_field_new (self->workspace, field);
      g_signal_connect_object (row, "save", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->fields, row);
      gtk_box_append (box, row);
    }
}

static void
tw_record_details_dispose (GObject *object)
{
  TwRecordDetails *self = TW_RECORD_DETAILS (object);

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_record_details_parent_class)->dispose (object);
}

static void
tw_record_details_class_init (TwRecordDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_record_details_dispose;
}

static void
tw_record_details_init (TwRecordDetails *self)
{
  self->fields = g_ptr_array_new ();
}

/**
 * tw_record_details_new:
 * @workspace: the workspace
 * @entity: what kind of record
 *
 * Returns: (transfer floating): the fields without a record; the form follows from the schema, so it is built in code
 */
TwRecordDetails *
tw_record_details_new (TwWorkspace    *workspace,
                       const TwEntity *entity)
{
  TwRecordDetails *self = g_object_new (TW_TYPE_RECORD_DETAILS, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->workspace = g_object_ref (workspace);
  self->entity = entity;
  gtk_widget_add_css_class (box, "tw-record-details");
  for (guint i = 0; entity->sections != NULL && entity->sections[i] != NULL; i += 2)
    add_section (self, GTK_BOX (box), entity->sections[i],
                 tw_entity_get_section_label (entity, entity->sections[i]));
  add_section (self, GTK_BOX (box), NULL, _("Record"));
  adw_bin_set_child (ADW_BIN (self), box);
  return self;
}

/**
 * tw_record_details_set_record:
 * @self: the fields
 * @record: the record as it is stored now
 *
 * Shows a record. Fields of the same record that changed are marked for a moment.
 */
void
tw_record_details_set_record (TwRecordDetails *self,
                              TwRecord        *record)
{
  gboolean mark = FALSE;

  g_return_if_fail (TW_IS_RECORD_DETAILS (self) && TW_IS_RECORD (record));
  mark = self->record != NULL && tw_id_equal (tw_record_get_id (self->record), tw_record_get_id (record));
  g_set_object (&self->record, record);
  for (guint i = 0; i < self->fields->len; i++)
    tw_record_field_show (g_ptr_array_index (self->fields, i), record, mark);
}

/**
 * tw_record_details_set_read_only:
 * @self: the fields
 * @read_only: whether values can only be read
 *
 * For a deleted record, and for one as it was.
 */
void
tw_record_details_set_read_only (TwRecordDetails *self,
                                 gboolean         read_only)
{
  g_return_if_fail (TW_IS_RECORD_DETAILS (self));
  for (guint i = 0; i < self->fields->len; i++)
    tw_record_field_set_read_only (g_ptr_array_index (self->fields, i), read_only);
}

/**
 * tw_record_details_get_field:
 * @self: the fields
 * @key: key of a field
 *
 * Returns: (transfer none) (nullable): its row
 */
TwRecordField *
tw_record_details_get_field (TwRecordDetails *self,
                             const char      *key)
{
  g_return_val_if_fail (TW_IS_RECORD_DETAILS (self) && key != NULL, NULL);
  for (guint i = 0; i < self->fields->len; i++)
    {
      TwRecordField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (tw_record_field_get_field (field)->key, key))
        return field;
    }
  return NULL;
}

/**
 * tw_record_details_edit:
 * @self: the fields
 * @key: (nullable): key of a field; %NULL or "" for the first that can be edited
 *
 * Starts editing a field.
 */
void
tw_record_details_edit (TwRecordDetails *self,
                        const char      *key)
{
  TwRecordField *field = NULL;

  g_return_if_fail (TW_IS_RECORD_DETAILS (self));
  if (key != NULL && *key != '\0')
    field = tw_record_details_get_field (self, key);
  for (guint i = 0; field == NULL && i < self->fields->len; i++)
    if (tw_record_field_can_edit (g_ptr_array_index (self->fields, i)))
      field = g_ptr_array_index (self->fields, i);
  if (field != NULL)
    tw_record_field_start_edit (field);
}
