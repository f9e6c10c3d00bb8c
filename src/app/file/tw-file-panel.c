/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-file-panel-private.h"
#include "tw-field-text.h"
#include "tw-passing-popover.h"
#include "tw-sync-words.h"

#define MAX_SHOWN 20                                   /* the list of documents has the rest */

G_DEFINE_FINAL_TYPE (TwFilePanel, tw_file_panel, ADW_TYPE_BIN)

enum { PROP_0, PROP_BUSY, N_PROPS };
static GParamSpec *properties[N_PROPS];

static TwSync *
get_sync (TwFilePanel *self)
{
  return tw_sync_account_get_sync (tw_workspace_get_account (self->workspace));
}

/* Where the bytes are, when that is worth a word. */
static char *
dup_state (TwFilePanel  *self,
           TwRecordFile *file)
{
  TwSync *sync = get_sync (self);
  g_autoptr(TwReplicaFile) known = NULL;

  if (file->hash == NULL)
    return g_strdup (_("No file yet"));
  if (sync != NULL)
    known = tw_replica_get_file (tw_workspace_get_store (self->workspace), file->hash);
  if (known != NULL && known->state != TW_FILE_DONE)
    return tw_sync_words_dup_file (sync, known);
  if (file->here)
    return NULL;
  return g_strdup (sync != NULL ? _("Not on this computer yet") : _("Missing on this computer"));
}

static void
append (GString    *text,
        const char *part)
{
  g_autofree char *isolated = part != NULL ? tw_text_isolate (part) : NULL;

  if (isolated != NULL && *isolated != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", isolated);
}

/* "1.2 MB · Ann · yesterday · Being sent, 40 %" */
static char *
dup_detail (TwFilePanel  *self,
            TwRecordFile *file)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  const TwEntity *users = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "user");
  GString *text = g_string_new (NULL);
  g_autofree char *state = dup_state (self, file), *size = file->size >= 0 ? g_format_size (file->size) : NULL;
  g_autofree char *who = NULL, *when = NULL;

  if (users != NULL && !tw_id_is_nil (&file->user))
    who = tw_store_dup_title (store, users->number, &file->user);
  if (file->at != 0)
    when = tw_instant_format (file->at, tw_workspace_get_zone (self->workspace));
  append (text, state);
  append (text, size);
  append (text, who);
  append (text, when);
  return tw_line_free (text);
}

static void
remove_rows (TwFilePanel *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    {
      tw_popovers_unparent (child);
      gtk_list_box_remove (self->list, child);
    }
  g_hash_table_remove_all (self->rows);
}

static gboolean
has_same_rows (TwFilePanel *self)
{
  guint n = MIN (self->files->len, MAX_SHOWN);

  if (g_hash_table_size (self->rows) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      TwRecordFile *file = g_ptr_array_index (self->files, i);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) i);
      char id[TW_ID_TEXT_LENGTH + 1];

      if (!g_str_equal (tw_file_row_get_id (TW_FILE_ROW (row)), tw_id_print (tw_record_get_id (file->document), id)))
        return FALSE;
    }
  return TRUE;
}

static void
make_rows (TwFilePanel *self)
{
  remove_rows (self);
  for (guint i = 0; i < MIN (self->files->len, MAX_SHOWN); i++)
    {
      TwRecordFile *file = g_ptr_array_index (self->files, i);
      g_autofree char *id = tw_id_dup_text (tw_record_get_id (file->document));
      TwFileRow *row = tw_file_row_new (tw_record_get_entity (file->document)->number, id);

      gtk_list_box_append (self->list, GTK_WIDGET (row));
      g_hash_table_insert (self->rows, g_steal_pointer (&id), row);
    }
}

static void
show_rows (TwFilePanel *self)
{
  gboolean can_change = tw_file_panel_can_attach (self);

  for (guint i = 0; i < MIN (self->files->len, MAX_SHOWN); i++)
    {
      TwRecordFile *file = g_ptr_array_index (self->files, i);
      g_autofree char *id = tw_id_dup_text (tw_record_get_id (file->document)), *detail = dup_detail (self, file);

      tw_file_row_show (g_hash_table_lookup (self->rows, id), file, detail, can_change);
    }
}

/* Rows that show the same documents stay, with their focus and menus. */
static void
show_files (TwFilePanel *self)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwField *link = tw_record_file_find_link (schema, tw_record_get_entity (self->record));
  gboolean can_attach = tw_file_panel_can_attach (self), many = self->files->len > MAX_SHOWN;
  g_autofree char *heading = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), link != NULL && (self->files->len > 0 || can_attach));
  if (link == NULL)
    return;
  if (many)
    heading = g_strdup_printf (_("%s (more than %u)"), tw_entity_get_label (link->entity, TRUE), MAX_SHOWN);
  else
    heading = g_strdup_printf (_("%s (%" PRId64 ")"), tw_entity_get_label (link->entity, TRUE), (gint64) self->files->len);
  gtk_label_set_label (self->heading, self->files->len > 0 ? heading : tw_entity_get_label (link->entity, TRUE));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, tw_entity_get_label (link->entity, TRUE), -1);
  gtk_widget_set_visible (self->attach_button, can_attach);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->files->len > 0);
  gtk_widget_set_visible (self->empty_label, self->files->len == 0);
  gtk_widget_set_visible (self->all_button, many && self->past == 0);
  if (many)
    {
      char id[TW_ID_TEXT_LENGTH + 1];

      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->all_button), "(uss)", tw_record_get_entity (self->record)->number,
                                        tw_id_print (tw_record_get_id (self->record), id), link->inverse);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->all_button), "win.open-related");
    }
  if (!has_same_rows (self))
    make_rows (self);
  show_rows (self);
}

static void
read_files (TwFilePanel *self)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *files = tw_record_file_list (tw_workspace_get_store (self->workspace), self->record, self->past, MAX_SHOWN + 1, &error);

  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->files = files != NULL ? files : g_ptr_array_new ();
  show_files (self);
}

/* Files are carried behind the records: a file that a person waits for opens when it has come. */
static void
account_changed_cb (TwFilePanel *self)
{
  g_autofree char *awaited = NULL;
  TwRecordFile *file = NULL;

  if (self->record == NULL || self->files == NULL || self->files->len == 0)
    return;
  read_files (self);
  file = self->awaited != NULL ? tw_file_panel_find (self, self->awaited) : NULL;
  if (file == NULL || !file->here)
    return;
  awaited = g_steal_pointer (&self->awaited);
  tw_file_panel_open (self, awaited);
}

static void
row_activated_cb (TwFilePanel *self,
                  TwFileRow   *row)
{
  tw_file_panel_open (self, tw_file_row_get_id (row));
}

static void
tw_file_panel_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  g_value_set_boolean (value, tw_file_panel_is_busy (TW_FILE_PANEL (object)));
}

static void
tw_file_panel_dispose (GObject *object)
{
  TwFilePanel *self = TW_FILE_PANEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->list != NULL)
    remove_rows (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FILE_PANEL);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_file_panel_parent_class)->dispose (object);
}

static void
tw_file_panel_finalize (GObject *object)
{
  TwFilePanel *self = TW_FILE_PANEL (object);

  g_hash_table_unref (self->rows);
  g_ptr_array_unref (self->attaching);
  g_object_unref (self->cancellable);
  g_free (self->awaited);
  G_OBJECT_CLASS (tw_file_panel_parent_class)->finalize (object);
}

static void
tw_file_panel_class_init (TwFilePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tw_file_panel_get_property;
  object_class->dispose = tw_file_panel_dispose;
  object_class->finalize = tw_file_panel_finalize;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  tw_action_table_install (&tw_file_panel_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("file/tw-file-panel.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFilePanel, heading);
  gtk_widget_class_bind_template_child (widget_class, TwFilePanel, attach_button);
  gtk_widget_class_bind_template_child (widget_class, TwFilePanel, progress_box);
  gtk_widget_class_bind_template_child (widget_class, TwFilePanel, progress);
  gtk_widget_class_bind_template_child (widget_class, TwFilePanel, list);
  gtk_widget_class_bind_template_child (widget_class, TwFilePanel, all_button);
  gtk_widget_class_bind_template_child (widget_class, TwFilePanel, empty_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
tw_file_panel_init (TwFilePanel *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->attaching = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_file_attaching_free);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_file_panel_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the files of no record
 */
TwFilePanel *
tw_file_panel_new (TwWorkspace *workspace)
{
  TwFilePanel *self = g_object_new (TW_TYPE_FILE_PANEL, NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (tw_workspace_get_account (workspace), "changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_file_panel_set_record:
 * @self: a panel
 * @record: a record
 * @past: an instant at which it is looked at; 0 for now
 *
 * Shows the record's files.
 */
void
tw_file_panel_set_record (TwFilePanel *self,
                          TwRecord    *record,
                          TwInstant    past)
{
  g_return_if_fail (TW_IS_FILE_PANEL (self) && TW_IS_RECORD (record));
  g_set_object (&self->record, record);
  self->past = past;
  read_files (self);
}

/**
 * tw_file_panel_can_attach:
 * @self: a panel
 *
 * Returns: whether its record takes files now
 */
gboolean
tw_file_panel_can_attach (TwFilePanel *self)
{
  g_return_val_if_fail (TW_IS_FILE_PANEL (self), FALSE);
  return self->record != NULL && self->past == 0 && !tw_record_is_deleted (self->record)
         && !tw_store_is_read_only (tw_workspace_get_store (self->workspace))
         && tw_record_file_find_link (tw_workspace_get_schema (self->workspace), tw_record_get_entity (self->record)) != NULL;
}

/**
 * tw_file_panel_is_busy:
 * @self: a panel
 *
 * Returns: whether files are being attached
 */
gboolean
tw_file_panel_is_busy (TwFilePanel *self)
{
  g_return_val_if_fail (TW_IS_FILE_PANEL (self), FALSE);
  return self->attaching->len > 0;
}

/**
 * tw_file_panel_is_touched:
 * @self: a panel
 * @commit: a commit
 *
 * Returns: whether it may have changed the files
 */
gboolean
tw_file_panel_is_touched (TwFilePanel *self,
                          TwCommit    *commit)
{
  const TwField *link = NULL;

  g_return_val_if_fail (TW_IS_FILE_PANEL (self) && commit != NULL, FALSE);
  if (self->record != NULL)
    link = tw_record_file_find_link (tw_workspace_get_schema (self->workspace), tw_record_get_entity (self->record));
  return link != NULL && tw_commit_touches (commit, link->entity);
}

/* (transfer none) (nullable) */
TwRecordFile *
tw_file_panel_find (TwFilePanel *self,
                    const char  *id)
{
  for (guint i = 0; self->files != NULL && i < self->files->len; i++)
    {
      TwRecordFile *file = g_ptr_array_index (self->files, i);
      char text[TW_ID_TEXT_LENGTH + 1];

      if (g_str_equal (tw_id_print (tw_record_get_id (file->document), text), id))
        return file;
    }
  return NULL;
}
