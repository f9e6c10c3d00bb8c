/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-details.h"

#include <glib/gi18n-lib.h>

#include "tw-passing-popover.h"
#include "tw-stage-asker.h"

#define MAX_EMPTY 6                                    /* a section with more fields without a value folds them away */
#define ROWS_AT_ONCE 60                                /* rows made at first, and each time that more are asked for */

typedef struct
{
  TwRecordDetails *details;                            /* not owned */
  guint            first, n_slots;                     /* its part of the slots */
  gboolean         unfolded;
  GtkWidget       *heading, *rows, *fold;
} Section;

/* A field, and its row once there is one. */
typedef struct
{
  const TwField *field;
  TwRecordField *row;                                  /* (nullable) child of its section's rows */
} Slot;

struct _TwRecordDetails
{
  AdwBin          parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  const TwEntity *entity;
  TwRecord       *record;                              /* (owned) (nullable) as it is stored */
  GArray         *slots;                               /* (owned) Slot, in order */
  GPtrArray      *sections;                            /* (owned) Section */
  guint           max_rows;                            /* so many rows may stand there */
  gboolean        read_only;
  GtkWidget      *more;
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

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(Saving) saving = data;
  g_autoptr(GError) error = NULL;

  if (!tw_stage_asker_move_finish (GTK_WIDGET (source), result, &error) && error == NULL)
    tw_record_field_cancel_edit (saving->field);
  else
    tw_record_field_answer (saving->field, error != NULL ? error->message : NULL);
}

/* A stage asks for what it requires as it does on the board. Takes saving. */
static void
move_stage (TwRecordDetails *self,
            Saving          *saving,
            const TwValue   *value)
{
  const TwField *field = tw_record_field_get_field (saving->field);
  graphene_rect_t bounds;
  GdkRectangle place;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (saving->field), GTK_WIDGET (self), &bounds))
    bounds = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  place = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height };
  tw_stage_asker_move (GTK_WIDGET (self), &place, self->workspace, field, tw_record_get_id (self->record), value, moved_cb, saving);
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
  saving = g_new0 (Saving, 1);
  saving->details = g_object_ref (self);
  saving->field = g_object_ref (row);
  saving->record = g_object_ref (record);
  if (tw_stage_can_ask (field) && !tw_value_is_null (&value))
    {
      move_stage (self, saving, &value);
      return;
    }
  name = tw_record_dup_title (self->record);
  /* Translators: names a change: field and record, "Change Amount of “Acme”". */
  title = g_strdup_printf (_("Change %s of “%s”"), tw_field_get_label (field), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  tw_edit_commit_async (edit, NULL, saved_cb, saving);
}

static gboolean
is_shown (const TwField *field)
{
  return !field->hidden && !field->retired && field->kind != TW_KIND_JSON && field->kind != TW_KIND_GEO;
}

static gboolean
is_empty (TwRecordDetails *self,
          const TwField   *field)
{
  const TwValue *value = self->record != NULL ? tw_record_get_before (self->record, field) : NULL;

  return value == NULL || tw_value_is_null (value) || (value->type == TW_TYPE_TEXT && *value->text == '\0')
         || (value->type == TW_TYPE_LIST && value->list->n_values == 0);
}

static Slot *
get_slot (TwRecordDetails *self,
          guint            i)
{
  return &g_array_index (self->slots, Slot, i);
}

/* The row goes after the last one of its section that stands before it. */
static void
make_row (TwRecordDetails *self,
          Section         *section,
          guint            i)
{
  Slot *slot = get_slot (self, i);
  GtkWidget *row = tw_record_field_new (self->workspace, slot->field);
  GtkWidget *before = NULL;

  for (guint j = section->first; j < i; j++)
    if (get_slot (self, j)->row != NULL)
      before = GTK_WIDGET (get_slot (self, j)->row);
  slot->row = TW_RECORD_FIELD (row);
  g_signal_connect_object (row, "save", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  tw_record_field_set_read_only (slot->row, self->read_only);
  if (self->record != NULL)
    tw_record_field_show (slot->row, self->record, FALSE);
  gtk_box_insert_child_after (GTK_BOX (section->rows), row, before);
}

static guint
count_empty (TwRecordDetails *self,
             Section         *section)
{
  guint n = 0;

  for (guint i = section->first; i < section->first + section->n_slots; i++)
    n += is_empty (self, get_slot (self, i)->field);
  return n;
}

/* A row that stands there stays when its value goes, so that nothing jumps under the hands; folding takes it away. */
static gboolean
is_row_wanted (TwRecordDetails *self,
               Section         *section,
               Slot            *slot,
               gboolean         folds)
{
  return !folds || section->unfolded || (slot->row != NULL && gtk_widget_get_visible (GTK_WIDGET (slot->row)))
         || !is_empty (self, slot->field);
}

/* Returns how many rows of the section are left for later. */
static guint
update_section (TwRecordDetails *self,
                Section         *section,
                guint           *n_rows)
{
  guint n_empty = count_empty (self, section), n_left = 0;
  gboolean folds = n_empty > MAX_EMPTY, any = FALSE;
  g_autofree char *words = NULL;

  for (guint i = section->first; i < section->first + section->n_slots; i++)
    {
      Slot *slot = get_slot (self, i);

      if (is_row_wanted (self, section, slot, folds))
        {
          if (slot->row == NULL && *n_rows < self->max_rows)
            make_row (self, section, i);
          n_left += slot->row == NULL;
        }
      if (slot->row == NULL)
        continue;
      if (is_row_wanted (self, section, slot, folds))
        gtk_widget_set_visible (GTK_WIDGET (slot->row), TRUE);
      any = any || gtk_widget_get_visible (GTK_WIDGET (slot->row));
      (*n_rows)++;
    }
  if (section->unfolded)
    words = g_strdup (_("Hide Empty Fields"));
  else
    words = g_strdup_printf (ngettext ("Show %u Empty Field", "Show %u Empty Fields", n_empty), n_empty);
  gtk_button_set_label (GTK_BUTTON (section->fold), words);
  gtk_widget_set_visible (section->fold, folds);
  gtk_widget_set_visible (section->heading, any || folds);
  return n_left;
}

static void
update_rows (TwRecordDetails *self)
{
  guint n_rows = 0, n_left = 0;
  g_autofree char *words = NULL;

  for (guint i = 0; i < self->sections->len; i++)
    n_left += update_section (self, g_ptr_array_index (self->sections, i), &n_rows);
  words = g_strdup_printf (ngettext ("%u More Field", "%u More Fields", n_left), n_left);
  gtk_button_set_label (GTK_BUTTON (self->more), words);
  gtk_widget_set_visible (self->more, n_left > 0);
}

static void
fold_cb (Section *section)
{
  TwRecordDetails *self = section->details;

  section->unfolded = !section->unfolded;
  for (guint i = section->first; !section->unfolded && i < section->first + section->n_slots; i++)
    {
      Slot *slot = get_slot (self, i);

      if (slot->row != NULL && is_empty (self, slot->field) && !tw_record_field_is_editing (slot->row))
        gtk_widget_set_visible (GTK_WIDGET (slot->row), FALSE);
    }
  update_rows (self);
}

static GtkWidget *
make_flat_button (void)
{
  GtkWidget *button = gtk_button_new_with_label ("");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  return button;
}

static void
add_section (TwRecordDetails *self,
             GtkBox          *box,
             const char      *key,
             const char      *label)
{
  Section *section = NULL;
  guint first = self->slots->len;

  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      Slot slot = { self->entity->fields[i], NULL };

      if (is_shown (slot.field) && g_strcmp0 (slot.field->section, key) == 0)
        g_array_append_val (self->slots, slot);
    }
  if (self->slots->len == first)
    return;
  section = g_new0 (Section, 1);
  section->details = self;
  section->first = first;
  section->n_slots = self->slots->len - first;
  section->heading = gtk_label_new (label);
  section->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  section->fold = make_flat_button ();
  gtk_label_set_xalign (GTK_LABEL (section->heading), 0);
  gtk_widget_add_css_class (section->heading, "heading");
  gtk_widget_add_css_class (section->heading, "tw-section-heading");
  g_signal_connect_swapped (section->fold, "clicked", G_CALLBACK (fold_cb), section);
  gtk_box_append (box, section->heading);
  gtk_box_append (box, section->rows);
  gtk_box_append (box, section->fold);
  g_ptr_array_add (self->sections, section);
}

static void
tw_record_details_dispose (GObject *object)
{
  TwRecordDetails *self = TW_RECORD_DETAILS (object);

  tw_popovers_unparent (GTK_WIDGET (self));
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_pointer (&self->slots, g_array_unref);
  g_clear_pointer (&self->sections, g_ptr_array_unref);
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
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  self->sections = g_ptr_array_new_with_free_func (g_free);
  self->max_rows = ROWS_AT_ONCE;
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
  self->more = make_flat_button ();
  g_signal_connect_object (self->more, "clicked", G_CALLBACK (tw_record_details_show_more), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->more);
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
  for (guint i = 0; i < self->slots->len; i++)
    if (get_slot (self, i)->row != NULL)
      tw_record_field_show (get_slot (self, i)->row, record, mark);
  update_rows (self);
}

/**
 * tw_record_details_show_more:
 * @self: the fields
 *
 * Makes the rows that come next, when some are left: a record may have a thousand fields, and few of them are looked at.
 */
void
tw_record_details_show_more (TwRecordDetails *self)
{
  g_return_if_fail (TW_IS_RECORD_DETAILS (self));
  if (!gtk_widget_get_visible (self->more))
    return;
  self->max_rows += ROWS_AT_ONCE;
  update_rows (self);
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
  self->read_only = read_only;
  for (guint i = 0; i < self->slots->len; i++)
    if (get_slot (self, i)->row != NULL)
      tw_record_field_set_read_only (get_slot (self, i)->row, read_only);
}

/**
 * tw_record_details_get_field:
 * @self: the fields
 * @key: key of a field
 *
 * Returns: (transfer none) (nullable): its row, which is made and shown when it was not there yet
 */
TwRecordField *
tw_record_details_get_field (TwRecordDetails *self,
                             const char      *key)
{
  g_return_val_if_fail (TW_IS_RECORD_DETAILS (self) && key != NULL, NULL);
  for (guint s = 0; s < self->sections->len; s++)
    {
      Section *section = g_ptr_array_index (self->sections, s);

      for (guint i = section->first; i < section->first + section->n_slots; i++)
        {
          Slot *slot = get_slot (self, i);

          if (!g_str_equal (slot->field->key, key))
            continue;
          if (slot->row == NULL)
            make_row (self, section, i);
          gtk_widget_set_visible (GTK_WIDGET (slot->row), TRUE);
          gtk_widget_set_visible (section->heading, TRUE);
          return slot->row;
        }
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
  for (guint i = 0; field == NULL && i < self->slots->len; i++)
    {
      TwRecordField *row = get_slot (self, i)->row;

      if (row != NULL && gtk_widget_get_visible (GTK_WIDGET (row)) && tw_record_field_can_edit (row))
        field = row;
    }
  if (field != NULL)
    tw_record_field_start_edit (field);
}
