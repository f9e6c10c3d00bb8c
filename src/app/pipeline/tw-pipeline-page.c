/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-pipeline-page.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-columns.h"
#include "tw-pipeline-row.h"
#include "tw-seed.h"
#include "tw-stage-edit.h"
#include "tw-task.h"

struct _TwPipelinePage
{
  TwWindowPage  parent_instance;

  const TwField *group;
  TwSchema     *schema;                                /* (owned) that of group */
  GPtrArray    *parents;                               /* (owned) TwStageParent */
  TwId          parent;                                /* nil: stages have none */
  GCancellable *cancellable;                           /* (owned) (nullable) of the counts */
  gboolean      updating;

  /* From the template. */
  GtkDropDown  *chooser;
  GtkListBox   *stages;
  AdwEntryRow  *new_stage;
  AdwEntryRow  *new_pipeline;
  GtkWidget    *pipeline_group;
  GtkWidget    *templates;                             /* of shipped pipelines */
};

G_DEFINE_FINAL_TYPE (TwPipelinePage, tw_pipeline_page, TW_TYPE_WINDOW_PAGE)

static TwStore *
get_store (TwPipelinePage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static const TwId *
get_parent_id (TwPipelinePage *self)
{
  return tw_id_is_nil (&self->parent) ? NULL : &self->parent;
}

static void
toast (TwPipelinePage *self,
       const char     *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static TwPipelineRow *
row_at (TwPipelinePage *self,
        int             i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->stages, i);

  return row != NULL && TW_IS_PIPELINE_ROW (row) ? TW_PIPELINE_ROW (row) : NULL;
}

/* --- Committing --- */

static void
committed_edit_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr(TwPipelinePage) self = TW_PIPELINE_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    toast (self, error->message);
}

/* Takes the edit, which is NULL when there is nothing to do or something was wrong. */
static void
commit (TwPipelinePage *self,
        TwEdit         *edit,
        GError         *error)
{
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_edit_cb, g_object_ref (self));
  else if (error != NULL)
    toast (self, error->message);
}

static void
place (TwPipelinePage *self,
       const TwId     *stage,
       int             index)
{
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (index < 0 || row_at (self, index) == NULL)
    return;
  edit = tw_stage_edit_place (get_store (self), self->group, get_parent_id (self), stage, index, &error);
  commit (self, edit, error);
}

static void
place_cb (TwPipelinePage *self,
          const char     *id_text,
          TwPipelineRow  *row)
{
  TwId id;

  if (tw_id_parse (id_text, &id))
    place (self, &id, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
}

static void
error_cb (TwPipelinePage *self,
          const char     *message)
{
  toast (self, message);
}

static void
add_stage_cb (TwPipelinePage *self)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_stage))));
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (*title == '\0')
    return;
  edit = tw_stage_edit_add (get_store (self), self->group, get_parent_id (self), title, &error);
  if (edit != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->new_stage), "");
  commit (self, edit, error);
}

static void
add_pipeline_cb (TwPipelinePage *self)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_pipeline))));
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;
  TwId id;

  if (*title == '\0')
    return;
  edit = tw_stage_edit_add_parent (get_store (self), self->group, title, &id, &error);
  if (edit != NULL)
    {
      self->parent = id;
      gtk_editable_set_text (GTK_EDITABLE (self->new_pipeline), "");
    }
  commit (self, edit, error);
}

/* --- Removing --- */

typedef struct
{
  const TwField *group;
  TwId           stage, to;
} Removal;

static void
remove_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Removal *removal = data;
  GError *error = NULL;

  if (tw_stage_edit_remove (source, removal->group, &removal->stage, tw_id_is_nil (&removal->to) ? NULL : &removal->to, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwPipelinePage) self = TW_PIPELINE_PAGE (data);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    toast (self, error->message);
}

/* The stages that records can be moved to stand in the dialog's drop-down, in order. */
static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             TwPipelinePage   *self)
{
  GtkDropDown *targets = g_object_get_data (G_OBJECT (dialog), "targets");
  GArray *ids = g_object_get_data (G_OBJECT (dialog), "ids");
  const TwId *stage = g_object_get_data (G_OBJECT (dialog), "stage");
  guint selected = targets != NULL ? gtk_drop_down_get_selected (targets) : GTK_INVALID_LIST_POSITION;

  if (g_str_equal (response, "remove"))
    tw_pipeline_page_remove (self, stage, selected < ids->len ? &g_array_index (ids, TwId, selected) : NULL);
}

static void
ask_to_remove (TwPipelinePage *self,
               TwPipelineRow  *row)
{
  g_autofree char *name = tw_record_dup_title (tw_pipeline_row_get_record (row));
  /* Translators: %s is a stage of a pipeline. */
  g_autofree char *heading = g_strdup_printf (_("Remove the Stage “%s”?"), name);
  gint64 count = tw_pipeline_row_get_count (row);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading, NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  for (int i = 0; row_at (self, i) != NULL; i++)
    {
      TwRecord *record = tw_pipeline_row_get_record (row_at (self, i));
      g_autofree char *title = tw_record_dup_title (record);

      if (row_at (self, i) == row)
        continue;
      g_array_append_val (ids, *tw_record_get_id (record));
      gtk_string_list_append (titles, title);
    }
  if (count > 0)
    {
      g_autofree char *body = g_strdup_printf (ngettext ("It holds %" PRId64 " record. Choose the stage that it goes to.",
                                                         "It holds %" PRId64 " records. Choose the stage that they go to.",
                                                         (gulong) count), count);
      GtkWidget *targets = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (titles)), NULL);

      adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
      gtk_accessible_update_property (GTK_ACCESSIBLE (targets), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where the records go"), -1);
      adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), targets);
      g_object_set_data (G_OBJECT (dialog), "targets", targets);
    }
  g_object_set_data_full (G_OBJECT (dialog), "ids", ids, (GDestroyNotify) g_array_unref);
  g_object_set_data_full (G_OBJECT (dialog), "stage",
                          g_memdup2 (tw_record_get_id (tw_pipeline_row_get_record (row)), sizeof (TwId)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Commands --- */

static TwPipelineRow *
find_focused (TwPipelinePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL ? (TwPipelineRow *) gtk_widget_get_ancestor (focus, TW_TYPE_PIPELINE_ROW) : NULL;
}

static void
shift (TwPipelinePage *self,
       int             delta)
{
  TwPipelineRow *row = find_focused (self);

  if (row != NULL)
    place (self, tw_record_get_id (tw_pipeline_row_get_record (row)),
           gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + delta);
}

static void
up (GtkWidget  *widget,
    const char *name,
    GVariant   *parameter)
{
  shift (TW_PIPELINE_PAGE (widget), -1);
}

static void
down (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  shift (TW_PIPELINE_PAGE (widget), 1);
}

static void
remove_stage (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwPipelineRow *row = find_focused (TW_PIPELINE_PAGE (widget));

  if (row != NULL)
    ask_to_remove (TW_PIPELINE_PAGE (widget), row);
}

static void
add_stage (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_PIPELINE_PAGE (widget)->new_stage));
}

static void
add_template (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwPipelinePage *self = TW_PIPELINE_PAGE (widget);
  g_autoptr(GError) error = NULL;

  if (!tw_seed_add_pipeline (get_store (self), g_variant_get_string (parameter, NULL), &error))
    toast (self, error->message);
}

static const TwActionInfo infos[] = {
  { "pipeline.up", N_("Move the stage up"), "<Alt>Up", NULL, NULL, up },
  { "pipeline.down", N_("Move the stage down"), "<Alt>Down", NULL, NULL, down },
  { "pipeline.add-stage", N_("Add a stage"), "<Control>n", NULL, NULL, add_stage },
  { "pipeline.remove", N_("Remove the stage"), "Delete", NULL, NULL, remove_stage },
  { "pipeline.add-template", N_("Add a pipeline from a template"), NULL, "s", NULL, add_template },
};

const TwActionTable tw_pipeline_page_actions = { N_("Pipelines"), infos, G_N_ELEMENTS (infos) };

/* --- Showing --- */

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwPipelinePage) self = TW_PIPELINE_PAGE (data);
  g_autoptr(GPtrArray) groups = tw_store_group_finish (TW_STORE (source), result, NULL);

  for (int i = 0; groups != NULL && row_at (self, i) != NULL; i++)
    {
      const TwId *id = tw_record_get_id (tw_pipeline_row_get_record (row_at (self, i)));
      gint64 count = 0;

      for (guint j = 0; j < groups->len; j++)
        {
          TwGroup *group = g_ptr_array_index (groups, j);

          if (group->key.type == TW_TYPE_LINK && tw_id_equal (&group->key.id, id))
            count = group->count;
        }
      tw_pipeline_row_set_count (row_at (self, i), count);
    }
}

static void
count_records (TwPipelinePage *self)
{
  g_autoptr(TwQuery) query = tw_query_new (self->schema, self->group->entity, NULL, NULL, NULL);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (query != NULL)
    tw_store_group_async (get_store (self), query, self->group, NULL, NULL, self->cancellable, counted_cb, g_object_ref (self));
}

static TwPipelineRow *
find_row (TwPipelinePage *self,
          const TwId     *id)
{
  for (int i = 0; row_at (self, i) != NULL; i++)
    if (tw_id_equal (tw_record_get_id (tw_pipeline_row_get_record (row_at (self, i))), id))
      return row_at (self, i);
  return NULL;
}

static TwPipelineRow *
add_row (TwPipelinePage *self)
{
  GtkWidget *row = tw_pipeline_row_new (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), self->group);

  g_signal_connect_object (row, "place", G_CALLBACK (place_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  return TW_PIPELINE_ROW (row);
}

/* A row that stays is the same widget, at its new place, so that it stays open and keeps the focus. */
static void
show_stages (TwPipelinePage *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) stages = tw_stage_list (get_store (self), self->group, get_parent_id (self), &error);
  int n = 0;

  if (stages == NULL)
    {
      toast (self, error->message);
      return;
    }
  for (guint i = 0; i < stages->len; i++)
    {
      const TwStage *stage = g_ptr_array_index (stages, i);
      g_autoptr(TwRecord) record = NULL;
      TwPipelineRow *row = NULL;

      if (stage->value.type != TW_TYPE_LINK)
        continue;
      record = tw_store_get (get_store (self), tw_field_get_target (self->group), &stage->value.id, NULL);
      if (record == NULL)
        continue;
      row = find_row (self, &stage->value.id);
      if (row == NULL)
        {
          row = add_row (self);
          tw_pipeline_row_set_record (row, record);
          gtk_list_box_insert (self->stages, GTK_WIDGET (row), n);
        }
      else
        {
          TwPipelineRow *focused = find_focused (self);

          if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) != n)
            {
              g_object_ref (row);
              gtk_list_box_remove (self->stages, GTK_WIDGET (row));
              gtk_list_box_insert (self->stages, GTK_WIDGET (row), n);
              g_object_unref (row);
              if (focused == row)
                gtk_widget_grab_focus (GTK_WIDGET (row));
            }
          tw_pipeline_row_set_record (row, record);
        }
      n++;
    }
  while (row_at (self, n) != NULL)
    gtk_list_box_remove (self->stages, GTK_WIDGET (row_at (self, n)));
  for (int i = 0; i < n; i++)
    tw_pipeline_row_set_places (row_at (self, i), i > 0, i + 1 < n);
  count_records (self);
}

static void
show_parents (TwPipelinePage *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  g_clear_pointer (&self->parents, g_ptr_array_unref);
  self->parents = tw_stage_list_parents (get_store (self), self->group);
  for (guint i = 0; i < self->parents->len; i++)
    {
      TwStageParent *parent = g_ptr_array_index (self->parents, i);

      gtk_string_list_append (titles, parent->title);
      if (tw_id_equal (&parent->id, &self->parent))
        selected = i;
    }
  self->parent = tw_id_nil;
  if (self->parents->len > 0)
    self->parent = ((TwStageParent *) g_ptr_array_index (self->parents, selected))->id;
  self->updating = TRUE;
  gtk_drop_down_set_model (self->chooser, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->chooser, selected);
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->chooser), self->parents->len > 0);
}

static void
chosen_cb (TwPipelinePage *self)
{
  guint selected = gtk_drop_down_get_selected (self->chooser);

  if (self->updating || self->parents == NULL || selected >= self->parents->len)
    return;
  self->parent = ((TwStageParent *) g_ptr_array_index (self->parents, selected))->id;
  show_stages (self);
}

static void
committed_cb (TwPipelinePage *self,
              TwCommit       *commit)
{
  const TwField *parent = tw_stage_get_parent_field (self->group);

  if (parent != NULL && tw_commit_touches (commit, tw_field_get_target (parent)))
    show_parents (self);
  if (tw_commit_touches (commit, tw_field_get_target (self->group))
      || (parent != NULL && tw_commit_touches (commit, tw_field_get_target (parent))))
    show_stages (self);
  else if (tw_commit_touches (commit, self->group->entity))
    count_records (self);
}

static void
leave (TwPipelinePage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
tw_pipeline_page_shown (TwWindowPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (TW_PIPELINE_PAGE (page)->stages), GTK_DIR_TAB_FORWARD);
}

static void
tw_pipeline_page_dispose (GObject *object)
{
  TwPipelinePage *self = TW_PIPELINE_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_PIPELINE_PAGE);
  g_clear_pointer (&self->parents, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_pipeline_page_parent_class)->dispose (object);
}

static void
tw_pipeline_page_class_init (TwPipelinePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_pipeline_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_pipeline_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "board";
  tw_action_table_install (&tw_pipeline_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("pipeline/tw-pipeline-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwPipelinePage, chooser);
  gtk_widget_class_bind_template_child (widget_class, TwPipelinePage, stages);
  gtk_widget_class_bind_template_child (widget_class, TwPipelinePage, new_stage);
  gtk_widget_class_bind_template_child (widget_class, TwPipelinePage, new_pipeline);
  gtk_widget_class_bind_template_child (widget_class, TwPipelinePage, pipeline_group);
  gtk_widget_class_bind_template_child (widget_class, TwPipelinePage, templates);
  gtk_widget_class_bind_template_callback (widget_class, add_stage_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_pipeline_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tw_pipeline_page_init (TwPipelinePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_pipeline_page_new:
 * @workspace: the workspace
 * @group: a field for which tw_stage_edit_can()
 * @parent: the pipeline that is shown first; nil for the default one
 *
 * Returns: (transfer floating): a page for the window
 */
TwPipelinePage *
tw_pipeline_page_new (TwWorkspace   *workspace,
                      const TwField *group,
                      const TwId    *parent)
{
  TwPipelinePage *self = g_object_new (TW_TYPE_PIPELINE_PAGE, "workspace", workspace, NULL);
  const TwField *parent_field = tw_stage_get_parent_field (group);

  self->group = group;
  self->schema = tw_schema_ref ((TwSchema *) group->entity->schema);
  self->parent = *parent;
  gtk_widget_set_visible (self->pipeline_group, parent_field != NULL);
  gtk_widget_set_visible (self->templates, parent_field != NULL && !tw_field_get_target (parent_field)->custom);
  show_parents (self);
  show_stages (self);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  /* The fields that this page speaks of belong to a schema that is no more. */
  g_signal_connect_object (get_store (self), "schema-changed", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_pipeline_page_get_list:
 * @self: a page
 *
 * Returns: (transfer none): its rows
 */
GtkListBox *
tw_pipeline_page_get_list (TwPipelinePage *self)
{
  g_return_val_if_fail (TW_IS_PIPELINE_PAGE (self), NULL);
  return self->stages;
}

/**
 * tw_pipeline_page_remove:
 * @self: a page
 * @stage: one of its stages
 * @to: (nullable): where the records go
 *
 * Removes a stage in the background.
 */
void
tw_pipeline_page_remove (TwPipelinePage *self,
                         const TwId     *stage,
                         const TwId     *to)
{
  g_autoptr(GTask) task = NULL;
  Removal *removal = NULL;

  g_return_if_fail (TW_IS_PIPELINE_PAGE (self) && stage != NULL);
  removal = g_new0 (Removal, 1);
  removal->group = self->group;
  removal->stage = *stage;
  removal->to = to != NULL ? *to : tw_id_nil;
  task = g_task_new (get_store (self), NULL, removed_cb, g_object_ref (self));
  g_task_set_source_tag (task, tw_pipeline_page_remove);
  g_task_set_task_data (task, removal, g_free);
  tw_task_run_in_thread (task, remove_thread);
}
