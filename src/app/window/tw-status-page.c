/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-status-page.h"

#include <glib/gi18n-lib.h>

#include "tw-columns.h"

struct _TwStatusPage
{
  TwWindowPage         parent_instance;

  GCancellable        *cancellable;                    /* (owned) */
  char                *last_title;                     /* (owned) (nullable) of the newest change seen */
  TwInstant            last_time;

  AdwActionRow        *folder_row;
  AdwActionRow        *user_row;
  AdwActionRow        *change_row;
  AdwPreferencesGroup *records_group;
};

G_DEFINE_FINAL_TYPE (TwStatusPage, tw_status_page, TW_TYPE_WINDOW_PAGE)

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GtkLabel) label = data;
  g_autoptr(GPtrArray) groups = tw_store_group_finish (TW_STORE (source), result, NULL);
  gint64 count = 0;

  for (guint i = 0; groups != NULL && i < groups->len; i++)
    count += ((TwGroup *) g_ptr_array_index (groups, i))->count;
  if (groups != NULL)
    {
      g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, count);

      gtk_label_set_label (label, text);
    }
}

static void
add_entity (TwStatusPage   *self,
            TwStore        *store,
            TwSchema       *schema,
            const TwEntity *entity)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr(TwQuery) query = tw_query_new (schema, entity, NULL, NULL, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tw_entity_get_label (entity, TRUE));
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), entity->icon);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->records_group, row);
  if (query != NULL)
    tw_store_group_async (store, query, NULL, NULL, NULL, self->cancellable, counted_cb, g_object_ref (label));
}

static void
update_change (TwStatusPage *self)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
  g_autofree char *when = NULL, *text = NULL;

  if (self->last_title == NULL)
    {
      adw_action_row_set_subtitle (self->change_row, _("None since the program was started"));
      return;
    }
  when = tw_instant_format (self->last_time, tw_workspace_get_zone (workspace));
  text = g_strdup_printf ("%s · %s", self->last_title, when);
  adw_action_row_set_subtitle (self->change_row, text);
}

static void
committed_cb (TwStatusPage *self,
              TwCommit     *commit)
{
  g_free (self->last_title);
  self->last_title = g_strdup (tw_commit_get_title (commit));
  self->last_time = tw_commit_get_time (commit);
  update_change (self);
}

static void
tw_status_page_constructed (GObject *object)
{
  TwStatusPage *self = TW_STATUS_PAGE (object);
  TwWorkspace *workspace = NULL;
  TwStore *store = NULL;
  TwSchema *schema = NULL;
  const TwEntity *user = NULL;
  const TwId *me = NULL;
  g_autofree char *name = NULL;

  G_OBJECT_CLASS (tw_status_page_parent_class)->constructed (object);
  workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
  store = tw_workspace_get_store (workspace);
  schema = tw_workspace_get_schema (workspace);
  user = tw_schema_get_entity (schema, "user");
  me = tw_store_get_user (store);
  adw_action_row_set_subtitle (self->folder_row, tw_store_get_dir (store));
  if (user != NULL && me != NULL && !tw_id_is_nil (me))
    name = tw_store_dup_title (store, user->number, me);
  adw_action_row_set_subtitle (self->user_row, name != NULL ? name : _("Nobody is signed in"));
  update_change (self);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (entity->group != NULL && !g_str_equal (entity->group, "admin") && !entity->retired)
        add_entity (self, store, schema, entity);
    }
}

static void
tw_status_page_dispose (GObject *object)
{
  TwStatusPage *self = TW_STATUS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_STATUS_PAGE);
  G_OBJECT_CLASS (tw_status_page_parent_class)->dispose (object);
}

static void
tw_status_page_finalize (GObject *object)
{
  TwStatusPage *self = TW_STATUS_PAGE (object);

  g_clear_object (&self->cancellable);
  g_free (self->last_title);
  G_OBJECT_CLASS (tw_status_page_parent_class)->finalize (object);
}

static void
tw_status_page_class_init (TwStatusPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = tw_status_page_constructed;
  object_class->dispose = tw_status_page_dispose;
  object_class->finalize = tw_status_page_finalize;
  TW_WINDOW_PAGE_CLASS (klass)->help = "backup";
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("window/tw-status-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwStatusPage, folder_row);
  gtk_widget_class_bind_template_child (widget_class, TwStatusPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, TwStatusPage, change_row);
  gtk_widget_class_bind_template_child (widget_class, TwStatusPage, records_group);
}

static void
tw_status_page_init (TwStatusPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_window_page_set_place (TW_WINDOW_PAGE (self), "");
}

/**
 * tw_status_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window
 */
TwStatusPage *
tw_status_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_STATUS_PAGE, "workspace", workspace, NULL);
}
