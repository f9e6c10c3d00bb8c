/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sidebar.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-inbox.h"
#include "tw-painted.h"
#include "tw-report-data.h"
#include "tw-saved-search.h"
#include "tw-saved-view.h"
#include "tw-sidebar-item.h"
#include "tw-sidebar-order.h"
#include "tw-sidebar-row.h"
#include "tw-sidebar-saved.h"
#include "tw-star.h"
#include "tw-sync-foot.h"
#include "tw-window-page.h"

/* Pages that stand among the kinds of records of a group, by their order. */
static const struct
{
  const char *target, *group;
  int         order;
  const char *title, *icon;
} group_pages[] = {
  { "calendar", "plan", 15, N_("Calendar"), "x-office-calendar-symbolic" },
  { "dashboards", "know", 5, N_("Dashboards"), "view-app-grid-symbolic" },
  { "reports", "know", 6, N_("Reports"), "x-office-spreadsheet-symbolic" },
};

#define MAX_STARRED 12                                 /* lines; the palette has them all */
#define ROW_HEIGHT  32                                 /* pixels at least */

struct _TwSidebar
{
  AdwBin        parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  GListStore   *items;                                 /* (owned) TwSidebarItem in order */
  GtkSliceListModel *shown;                            /* (owned) those with a row: before the first frame, what a screen has room for */
  char         *selected;                              /* (owned) (nullable) target of the view that is shown */

  AdwHeaderBar *header;
  GMenuModel   *workspace_menu;
  GtkMenuButton *workspace_button;
  GtkLabel     *workspace_label;
  GtkListBox   *list;
  TwSyncFoot   *foot;
};

G_DEFINE_FINAL_TYPE (TwSidebar, tw_sidebar, ADW_TYPE_BIN)

static void
select_target (TwSidebar *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  gtk_list_box_unselect_all (self->list);
  for (guint i = 0; i < n && self->selected != NULL; i++)
    {
      g_autoptr(TwSidebarItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_str_equal (tw_sidebar_item_get_target (item), self->selected))
        {
          gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, i));
          break;
        }
    }
}

static void
update_counts (TwSidebar *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_str_equal (tw_sidebar_item_get_target (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (row))), "inbox"))
      tw_sidebar_row_set_count (TW_SIDEBAR_ROW (row), tw_inbox_count (self->workspace));
}

/* Those that come before an entity, the last of which has been added; entity NULL: all that are left. */
static void
add_pages (GPtrArray      *items,
           const TwEntity *last,
           const TwEntity *entity)
{
  for (guint i = 0; i < G_N_ELEMENTS (group_pages); i++)
    {
      int group = tw_sidebar_group_get_order (group_pages[i].group);
      gboolean after_last = last == NULL || tw_sidebar_group_get_order (last->group) < group
                            || (g_strcmp0 (last->group, group_pages[i].group) == 0 && last->order < group_pages[i].order);
      gboolean before_next = entity == NULL || tw_sidebar_group_get_order (entity->group) > group
                             || (g_strcmp0 (entity->group, group_pages[i].group) == 0 && entity->order >= group_pages[i].order);

      if (after_last && before_next)
        g_ptr_array_add (items, tw_sidebar_item_new_page (group_pages[i].target, group_pages[i].group, _(group_pages[i].title),
                                                          group_pages[i].icon));
    }
}

static void
add_searches (TwSidebar *self,
              GPtrArray *items)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(GPtrArray) searches = tw_saved_search_list (store, FALSE);

  for (guint i = 0; i < searches->len; i++)
    {
      TwSavedSearch *search = g_ptr_array_index (searches, i);

      TwSidebarMarks marks = (search->shared ? TW_SIDEBAR_SHARED : 0) | (search->alert ? TW_SIDEBAR_ALERT : 0)
                             | (tw_saved_search_is_own (search, store) ? TW_SIDEBAR_OWN : 0);

      g_ptr_array_add (items, tw_sidebar_item_new_search (&search->id, search->name, marks));
    }
}

static void
add_reports (TwSidebar *self,
             GPtrArray *items)
{
  g_autoptr(GPtrArray) reports = tw_report_entry_list (tw_workspace_get_store (self->workspace), TRUE, NULL);

  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      TwReportEntry *report = g_ptr_array_index (reports, i);

      TwSidebarMarks marks = (report->shared ? TW_SIDEBAR_SHARED : 0) | (report->own ? TW_SIDEBAR_OWN : 0);

      g_ptr_array_add (items, tw_sidebar_item_new_report (&report->id, report->name, marks));
    }
}

/* Pages, starred records, then entities, saved views and saved searches merged by the order of their groups. */
static void
fill (TwSidebar *self)
{
  g_autoptr(GPtrArray) entities = tw_sidebar_list_entities (tw_workspace_get_schema (self->workspace));
  g_autoptr(GPtrArray) saved = tw_saved_view_list_items (self->workspace);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) starred = tw_star_list (tw_workspace_get_store (self->workspace), MAX_STARRED);
  int saved_order = tw_sidebar_group_get_order ("reports");
  guint next_saved = 0;

  add_searches (self, saved);
  add_reports (self, saved);
  g_ptr_array_add (all, tw_sidebar_item_new_page ("today", "pages", _("Today"), "weather-clear-symbolic"));
  g_ptr_array_add (all, tw_sidebar_item_new_page ("inbox", "pages", _("Inbox"), "mail-unread-symbolic"));
  g_ptr_array_add (all, tw_sidebar_item_new_page ("feed", "pages", _("Feed"), "document-open-recent-symbolic"));
  for (guint i = 0; i < starred->len; i++)
    g_ptr_array_add (all, tw_sidebar_item_new_starred (g_ptr_array_index (starred, i)));
  for (guint i = 0; i <= entities->len; i++)
    {
      const TwEntity *entity = i < entities->len ? g_ptr_array_index (entities, i) : NULL;

      while (next_saved < saved->len && (entity == NULL || tw_sidebar_group_get_order (entity->group) > saved_order))
        g_ptr_array_add (all, g_object_ref (g_ptr_array_index (saved, next_saved++)));
      add_pages (all, i > 0 ? g_ptr_array_index (entities, i - 1) : NULL, entity);
      if (entity != NULL)
        g_ptr_array_add (all, tw_sidebar_item_new_entity (entity));
    }
  tw_sidebar_order_apply (tw_workspace_get_settings (self->workspace), all);
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), all->pdata, all->len);
  select_target (self);
  update_counts (self);
}

static void
header_func (GtkListBoxRow *row,
             GtkListBoxRow *before,
             gpointer       data)
{
  const char *group = tw_sidebar_item_get_group (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (row)));
  const char *former = before == NULL
                       ? NULL : tw_sidebar_item_get_group (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (before)));
  GtkWidget *label = NULL;

  if (g_strcmp0 (group, former) == 0 || tw_sidebar_group_get_label (group) == NULL)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (tw_sidebar_group_get_label (group));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "tw-sidebar-heading");
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
make_row (gpointer item,
          gpointer data)
{
  return tw_sidebar_row_new (item);
}

static void
row_activated_cb (TwSidebar    *self,
                  TwSidebarRow *row)
{
  TwSidebarItem *item = tw_sidebar_row_get_item (row);

  if (tw_sidebar_item_is_page (item))
    {
      g_autofree char *action = g_strconcat ("win.show-", tw_sidebar_item_get_target (item), NULL);

      gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
      return;
    }
  if (g_str_equal (tw_sidebar_item_get_group (item), "starred"))
    {
      const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), tw_sidebar_item_get_entity (item));

      if (entity != NULL)
        gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", entity->number, tw_sidebar_item_get_target (item), "");
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), tw_sidebar_item_get_action (item), "s", tw_sidebar_item_get_target (item));
}

/* A star came or went, or a starred record has a new name. */
static gboolean
touches_starred (TwSidebar *self,
                 TwCommit  *commit)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *star = tw_schema_get_entity (schema, "star");

  if (star != NULL && tw_commit_touches (commit, star))
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(TwSidebarItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const TwEntity *entity = NULL;

      if (g_str_equal (tw_sidebar_item_get_group (item), "starred"))
        entity = tw_schema_get_entity (schema, tw_sidebar_item_get_entity (item));
      if (entity != NULL && tw_commit_touches (commit, entity))
        return TRUE;
    }
  return FALSE;
}

static void
committed_cb (TwSidebar *self,
              TwCommit  *commit)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *view = tw_schema_get_entity (schema, "saved_view"), *search = tw_schema_get_entity (schema, "saved_search");
  const TwEntity *notification = tw_schema_get_entity (schema, "notification"), *report = tw_schema_get_entity (schema, "report");

  if ((report != NULL && tw_commit_touches (commit, report)) || (view != NULL && tw_commit_touches (commit, view)) || (search != NULL && tw_commit_touches (commit, search))
      || touches_starred (self, commit))
    fill (self);
  else if (notification != NULL && tw_commit_touches (commit, notification))
    update_counts (self);
}

/* The row that was moved keeps the focus, so that the next key moves it on. */
static void
focus_target (TwSidebar  *self,
              const char *target)
{
  for (int i = 0; ; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (row == NULL)
        return;
      if (g_str_equal (tw_sidebar_item_get_target (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (row))), target))
        {
          gtk_widget_grab_focus (GTK_WIDGET (row));
          return;
        }
    }
}

static void
move (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwSidebar *self = TW_SIDEBAR (widget);
  g_autofree char *target = NULL;
  int delta = 0;

  g_variant_get (parameter, "(si)", &target, &delta);
  if (!tw_sidebar_order_move (tw_workspace_get_settings (self->workspace), G_LIST_MODEL (self->items), target, delta))
    return;
  fill (self);
  focus_target (self, target);
}

static void
place (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwSidebar *self = TW_SIDEBAR (widget);
  g_autofree char *target = NULL, *at = NULL;

  g_variant_get (parameter, "(ss)", &target, &at);
  if (tw_sidebar_order_place (tw_workspace_get_settings (self->workspace), G_LIST_MODEL (self->items), target, at))
    fill (self);
}

static void
hide (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwSidebar *self = TW_SIDEBAR (widget);

  tw_sidebar_order_hide (tw_workspace_get_settings (self->workspace), g_variant_get_string (parameter, NULL));
  fill (self);
}

static void
show_all (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwSidebar *self = TW_SIDEBAR (widget);

  tw_sidebar_order_show_all (tw_workspace_get_settings (self->workspace));
  fill (self);
}

/* --- What was saved --- */

/* Of the line that a command names; another one may have taken its place meanwhile. */
static TwSidebarItem *
dup_item (TwSidebar *self,
          GVariant  *target)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(TwSidebarItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_str_equal (tw_sidebar_item_get_target (item), g_variant_get_string (target, NULL)))
        return g_steal_pointer (&item);
    }
  return NULL;
}

static void
change_saved (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwSidebar *self = TW_SIDEBAR (widget);
  g_autoptr(TwSidebarItem) item = dup_item (self, parameter);
  g_autoptr(GError) error = NULL;
  gboolean done = TRUE;

  if (item == NULL)
    return;
  if (g_str_equal (name, "sidebar.change"))
    done = tw_sidebar_saved_ask (self->workspace, item, GTK_WINDOW (gtk_widget_get_root (widget)), &error);
  else if (g_str_equal (name, "sidebar.remove"))
    done = tw_sidebar_saved_remove (self->workspace, item, &error);
  else
    done = tw_sidebar_saved_toggle (self->workspace, item, g_str_equal (name, "sidebar.alert") ? "alert" : "shared", &error);
  if (!done && error != NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static const TwActionInfo infos[] = {
  { "sidebar.change", NULL, NULL, "s", NULL, change_saved },
  { "sidebar.share", NULL, NULL, "s", NULL, change_saved },
  { "sidebar.alert", NULL, NULL, "s", NULL, change_saved },
  { "sidebar.remove", NULL, NULL, "s", NULL, change_saved },
  { "sidebar.move", NULL, NULL, "(si)", NULL, move },
  { "sidebar.place", NULL, NULL, "(ss)", NULL, place },
  { "sidebar.hide", NULL, NULL, "s", NULL, hide },
  { "sidebar.show-all", N_("Show hidden lines of the sidebar"), NULL, NULL, NULL, show_all },
};

const TwActionTable tw_sidebar_actions = { N_("Sidebar"), infos, G_N_ELEMENTS (infos) };

static void
tw_sidebar_dispose (GObject *object)
{
  TwSidebar *self = TW_SIDEBAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SIDEBAR);
  g_clear_object (&self->shown);
  g_clear_object (&self->items);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_sidebar_parent_class)->dispose (object);
}

static void
tw_sidebar_finalize (GObject *object)
{
  g_free (TW_SIDEBAR (object)->selected);
  G_OBJECT_CLASS (tw_sidebar_parent_class)->finalize (object);
}

static void
tw_sidebar_class_init (TwSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_sidebar_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_sidebar_finalize;
  tw_action_table_install (&tw_sidebar_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sidebar/tw-sidebar.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, workspace_menu);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, workspace_button);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, workspace_label);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, foot);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

/* How many rows the highest screen has room for: no window shows more of them. */
static guint
count_fitting (GtkWidget *widget)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (widget));
  int height = 0;

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      GdkRectangle area;

      gdk_monitor_get_geometry (monitor, &area);
      height = MAX (height, area.height);
    }
  return height > 0 ? (guint) height / ROW_HEIGHT : G_MAXUINT;
}

static void
show_rest (GtkWidget *widget)
{
  TwSidebar *self = TW_SIDEBAR (widget);

  if (self->shown == NULL)
    return;
  gtk_slice_list_model_set_size (self->shown, G_MAXUINT);
  select_target (self);
  update_counts (self);
}

/* The widgets of a menu that nobody opened yet would cost the first frame more than all rows. */
static void
make_menu_cb (GtkMenuButton *button,
              gpointer       data)
{
  TwSidebar *self = data;

  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, self->workspace_menu);
}

static void
tw_sidebar_init (TwSidebar *self)
{
  g_type_ensure (TW_TYPE_SYNC_FOOT);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->workspace_button, make_menu_cb, self, NULL);
  self->items = g_list_store_new (TW_TYPE_SIDEBAR_ITEM);
  self->shown = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), 0, count_fitting (GTK_WIDGET (self)));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, NULL, NULL);
  tw_after_painted (GTK_WIDGET (self), show_rest);
  gtk_list_box_set_header_func (self->list, header_func, NULL, NULL);
}

/**
 * tw_sidebar_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): its sidebar, which follows the schema and the saved views
 */
TwSidebar *
tw_sidebar_new (TwWorkspace *workspace)
{
  TwSidebar *self = g_object_new (TW_TYPE_SIDEBAR, NULL);
  TwStore *store = tw_workspace_get_store (workspace);
  g_autofree char *name = tw_workspace_dup_name (workspace);

  self->workspace = g_object_ref (workspace);
  gtk_label_set_label (self->workspace_label, name);
  tw_sync_foot_set_workspace (self->foot, workspace);
  g_signal_connect_object (store, "schema-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  fill (self);
  return self;
}

/**
 * tw_sidebar_set_folded:
 * @self: the sidebar
 * @folded: whether it has the window for itself
 *
 * Shows the window's buttons at both ends when there is no page beside it.
 */
void
tw_sidebar_set_folded (TwSidebar *self,
                       gboolean   folded)
{
  g_return_if_fail (TW_IS_SIDEBAR (self));
  adw_header_bar_set_show_end_title_buttons (self->header, folded);
  tw_window_header_set_narrow (self->header, folded);
}

/**
 * tw_sidebar_select:
 * @self: the sidebar
 * @target: (nullable): of the line that led to what is shown; what no line has marks none
 *
 * Marks a line.
 */
void
tw_sidebar_select (TwSidebar  *self,
                   const char *target)
{
  g_return_if_fail (TW_IS_SIDEBAR (self));
  if (g_strcmp0 (self->selected, target) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (target);
  select_target (self);
}

/**
 * tw_sidebar_open_first:
 * @self: the sidebar, inside its window
 *
 * Opens the page that a workspace starts with: today.
 */
void
tw_sidebar_open_first (TwSidebar *self)
{
  g_return_if_fail (TW_IS_SIDEBAR (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-today", NULL);
}
