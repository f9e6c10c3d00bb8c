/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-reports-page.h"

#include <glib/gi18n-lib.h>

#include "tw-chart.h"
#include "tw-report-draft.h"
#include "tw-report-jobs-bar.h"
#include "tw-report-state.h"
#include "tw-seed.h"
#include "tw-share-dialog.h"
#include "tw-text.h"

enum { GROUP_DRAFT, GROUP_OWN, GROUP_SHARED, GROUP_READY, N_GROUPS };

struct _TwReportsPage
{
  TwWindowPage    parent_instance;

  GPtrArray      *entries;                             /* (owned) TwReportEntry */
  guint           reload_id;

  /* From the template. */
  GtkStack       *stack;
  AdwBin         *jobs_bin;
  GtkSearchEntry *search;
  GtkListBox     *list;
};

G_DEFINE_FINAL_TYPE (TwReportsPage, tw_reports_page, TW_TYPE_WINDOW_PAGE)

static TwStore *
get_store (TwReportsPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static void
report_error (TwReportsPage *self,
              GError        *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static TwReportEntry *
get_entry (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "entry");
}

/* Only drafts are without an id. */
static int
get_group (const TwReportEntry *entry)
{
  return tw_id_is_nil (&entry->id) ? GROUP_DRAFT : entry->own ? GROUP_OWN : entry->owner != NULL ? GROUP_SHARED : GROUP_READY;
}

/* --- Lines --- */

static const char *
get_show_label (const char *show)
{
  TwChartKind kind;

  if (show == NULL || g_str_equal (show, "table"))
    return _("Table");
  return g_str_equal (show, "pivot") ? _("Pivot") : tw_chart_kind_parse (show, &kind) ? tw_chart_kind_get_label (kind) : show;
}

/* "Deals · Pivot · Sales · Ann · Shared" */
static char *
dup_subtitle (TwReportsPage       *self,
              const TwReportEntry *entry)
{
  g_autoptr(TwReport) report = entry->definition != NULL ? tw_report_parse (entry->definition, NULL) : NULL;
  TwSchema *schema = tw_workspace_get_schema (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
  const TwEntity *entity = report != NULL ? tw_schema_get_entity (schema, report->entity) : NULL;
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;

  if (entity != NULL)
    g_strv_builder_add (parts, tw_entity_get_label (entity, TRUE));
  if (report != NULL)
    g_strv_builder_add (parts, get_show_label (report->show));
  if (entry->category != NULL)
    g_strv_builder_add (parts, entry->category);
  if (entry->owner != NULL)
    g_strv_builder_add (parts, entry->owner);
  if (entry->own && (entry->shared || entry->n_shared_with > 0))
    g_strv_builder_add (parts, _("Shared"));
  if (entry->pinned)
    g_strv_builder_add (parts, _("In the sidebar"));
  words = g_strv_builder_end (parts);
  return g_strjoinv (" · ", words);
}

static GMenuModel *
make_menu (const TwReportEntry *entry)
{
  const struct { const char *label, *action; gboolean shown; } items[] = {
    { N_("_Open"), "reports.open", TRUE },
    { N_("_Duplicate"), "reports.duplicate", TRUE },
    { entry->pinned ? N_("Take from the _Sidebar") : N_("Put in the _Sidebar"), "reports.pin", TRUE },
    { N_("S_hare…"), "reports.share", entry->own },
    { N_("De_lete"), "reports.delete", TRUE },
  };
  GMenu *menu = g_menu_new ();
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (&entry->id, id);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (items[i].shown)
      {
        g_autoptr(GMenuItem) item = g_menu_item_new (_(items[i].label), NULL);

        g_menu_item_set_action_and_target (item, items[i].action, "s", id);
        g_menu_append_item (menu, item);
      }
  return G_MENU_MODEL (menu);
}

static gboolean
key_pressed_cb (GtkWidget             *row,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                GtkEventControllerKey *controller)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  if (keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete)
    return FALSE;
  gtk_widget_activate_action (row, "reports.delete", "s", tw_id_print (&get_entry (GTK_LIST_BOX_ROW (row))->id, id));
  return TRUE;
}

static GtkWidget *
make_row (TwReportsPage *self,
          TwReportEntry *entry)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_menu_button_new ();
  g_autoptr(GMenuModel) menu = make_menu (entry);
  g_autofree char *subtitle = dup_subtitle (self, entry), *name = g_strdup_printf (_("Menu of “%s”"), entry->name);
  GtkEventController *keys = gtk_event_controller_key_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  if (entry->description != NULL)
    gtk_widget_set_tooltip_text (row, entry->description);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, entry->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), row);
  gtk_widget_add_controller (row, keys);
  g_object_set_data (G_OBJECT (row), "entry", entry);
  return row;
}

/* A report that was begun and never saved. */
static GtkWidget *
make_draft_row (TwReportsPage *self,
                TwReportDraft *draft)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  TwReportEntry *entry = g_new0 (TwReportEntry, 1);
  g_autofree char *subtitle = NULL;

  entry->name = g_strdup (draft->title);
  entry->definition = g_strdup (draft->definition);
  entry->own = TRUE;
  subtitle = dup_subtitle (self, entry);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, entry->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  gtk_widget_set_tooltip_text (button, _("Discard the draft"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Discard the draft"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "reports.forget-draft");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", draft->key);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_object_set_data_full (G_OBJECT (row), "entry", entry, (GDestroyNotify) tw_report_entry_free);
  g_object_set_data_full (G_OBJECT (row), "draft", g_strdup (draft->key), g_free);
  return row;
}

static void
header_func (GtkListBoxRow *row,
             GtkListBoxRow *before,
             gpointer       data)
{
  static const char *const titles[N_GROUPS] = { N_("Not Saved Yet"), N_("Your Reports"), N_("Shared by Others"), N_("Built-in Reports") };
  int group = get_group (get_entry (row));
  GtkWidget *label = NULL;

  if (before != NULL && get_group (get_entry (before)) == group)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (_(titles[group]));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "tw-reports-heading");
  gtk_list_box_row_set_header (row, label);
}

static gboolean
filter_func (GtkListBoxRow *row,
             gpointer       data)
{
  TwReportsPage *self = TW_REPORTS_PAGE (data);
  g_auto(GStrv) words = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->search)), " ", -1);
  const TwReportEntry *entry = get_entry (row);
  g_autofree char *text = g_strconcat (entry->name, " ", adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), " ",
                                       entry->description != NULL ? entry->description : "", NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !tw_text_contains (text, words[i]))
      return FALSE;
  return TRUE;
}

static void
update_stack (TwReportsPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, gtk_list_box_get_row_at_index (self->list, 0) == NULL ? "empty" : tw_reports_page_get_n_seen (self) == 0 ? "none" : "list");
}

static void
search_changed_cb (TwReportsPage *self)
{
  gtk_list_box_invalidate_filter (self->list);
  update_stack (self);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const TwReportEntry *x = *(const TwReportEntry *const *) a, *y = *(const TwReportEntry *const *) b;

  return get_group (x) - get_group (y);
}

static void
reload (TwReportsPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = tw_report_entry_list (get_store (self), FALSE, &error);
  g_autoptr(GPtrArray) drafts = tw_report_draft_list (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list), *row = NULL;
  int at = selected != NULL ? gtk_list_box_row_get_index (selected) : -1;

  if (entries == NULL)
    {
      report_error (self, error);
      return;
    }
  /* The order inside of the groups is that of the list. */
  g_ptr_array_sort (entries, compare_entries);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_ptr_array_unref (self->entries);
  self->entries = g_steal_pointer (&entries);
  for (guint i = 0; i < drafts->len; i++)
    gtk_list_box_append (self->list, make_draft_row (self, g_ptr_array_index (drafts, i)));
  for (guint i = 0; i < self->entries->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->entries, i)));
  if (at >= 0)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, MIN (at, (int) (drafts->len + self->entries->len) - 1)));
  update_stack (self);
}

static gboolean
reload_cb (gpointer data)
{
  TwReportsPage *self = TW_REPORTS_PAGE (data);

  self->reload_id = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwReportsPage *self,
              TwCommit      *commit)
{
  TwSchema *schema = tw_workspace_get_schema (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));

  if (self->reload_id == 0 && tw_commit_touches (commit, tw_schema_get_entity (schema, "report")))
    self->reload_id = g_idle_add (reload_cb, self);
}

/* --- Commands --- */

static const TwReportEntry *
find_entry (GtkWidget *widget,
            GVariant  *parameter)
{
  TwReportsPage *self = TW_REPORTS_PAGE (widget);
  TwId id;

  for (guint i = 0; tw_id_parse (g_variant_get_string (parameter, NULL), &id) && i < self->entries->len; i++)
    if (tw_id_equal (&((TwReportEntry *) g_ptr_array_index (self->entries, i))->id, &id))
      return g_ptr_array_index (self->entries, i);
  return NULL;
}

static void
row_activated_cb (TwReportsPage *self,
                  GtkListBoxRow *row)
{
  const char *draft = g_object_get_data (G_OBJECT (row), "draft");
  char id[TW_ID_TEXT_LENGTH + 1];

  if (draft != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-report-draft", "s", draft);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-report", "s", tw_id_print (&get_entry (row)->id, id));
}

static void
open_report (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.open-report", "s", g_variant_get_string (parameter, NULL));
}

static void
forget_draft (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwReportsPage *self = TW_REPORTS_PAGE (widget);

  tw_report_draft_forget (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), g_variant_get_string (parameter, NULL));
  reload (self);
}

static void
new_report (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.design-report", "(ss)", "", "");
}

static void
put_down (TwReportsPage *self,
          TwReportEntry *entry)
{
  g_autoptr(GError) error = NULL;

  if (!tw_report_entry_save (get_store (self), entry, NULL, &error))
    report_error (self, error);
}

static void
duplicate (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  const TwReportEntry *entry = find_entry (widget, parameter);
  g_autoptr(TwReportEntry) copy = entry != NULL ? tw_report_entry_copy (entry) : NULL;

  if (copy == NULL)
    return;
  copy->id = tw_id_nil;
  g_free (copy->name);
  /* Translators: name of the copy of a report. */
  copy->name = g_strdup_printf (_("%s (copy)"), entry->name);
  g_clear_pointer (&copy->category, g_free);
  copy->shared = copy->pinned = FALSE;
  put_down (TW_REPORTS_PAGE (widget), copy);
}

static void
pin (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  const TwReportEntry *entry = find_entry (widget, parameter);
  g_autoptr(TwReportEntry) changed = entry != NULL ? tw_report_entry_copy (entry) : NULL;

  if (changed == NULL)
    return;
  changed->pinned = !changed->pinned;
  put_down (TW_REPORTS_PAGE (widget), changed);
}

static void
share (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  const TwReportEntry *entry = find_entry (widget, parameter);

  if (entry != NULL)
    tw_share_dialog_ask (widget, get_store (TW_REPORTS_PAGE (widget)), "report", &entry->id);
}

static void
delete_report (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  const TwReportEntry *entry = find_entry (widget, parameter);
  g_autoptr(GError) error = NULL;

  if (entry != NULL && !tw_report_entry_delete (get_store (TW_REPORTS_PAGE (widget)), &entry->id, &error))
    report_error (TW_REPORTS_PAGE (widget), error);
}

static void
add_ready (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  g_autoptr(GError) error = NULL;

  if (!tw_seed_add_reports (get_store (TW_REPORTS_PAGE (widget)), &error))
    report_error (TW_REPORTS_PAGE (widget), error);
}

static void
search (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_REPORTS_PAGE (widget)->search));
}

static const TwActionInfo infos[] = {
  { "reports.new", N_("New report"), "<Control>n", NULL, NULL, new_report },
  { "reports.add-ready", N_("Add the ready reports"), NULL, NULL, NULL, add_ready },
  { "reports.search", N_("Search the reports"), "<Control>f", NULL, NULL, search },
  { "reports.open", NULL, NULL, "s", NULL, open_report },
  { "reports.forget-draft", NULL, NULL, "s", NULL, forget_draft },
  { "reports.duplicate", NULL, NULL, "s", NULL, duplicate },
  { "reports.pin", NULL, NULL, "s", NULL, pin },
  { "reports.share", NULL, NULL, "s", NULL, share },
  { "reports.delete", NULL, NULL, "s", NULL, delete_report },
  { "win.back", N_("Back to the previous page"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_reports_page_actions = { N_("Reports"), infos, G_N_ELEMENTS (infos) };

static void
tw_reports_page_constructed (GObject *object)
{
  TwReportsPage *self = TW_REPORTS_PAGE (object);

  G_OBJECT_CLASS (tw_reports_page_parent_class)->constructed (object);
  tw_window_page_set_place (TW_WINDOW_PAGE (self), "reports");
  adw_bin_set_child (self->jobs_bin, tw_report_jobs_bar_new (tw_window_page_get_workspace (TW_WINDOW_PAGE (self))));
  gtk_list_box_set_header_func (self->list, header_func, NULL, NULL);
  gtk_list_box_set_filter_func (self->list, filter_func, self, NULL);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  reload (self);
}

static void
tw_reports_page_shown (TwWindowPage *page)
{
  reload (TW_REPORTS_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (TW_REPORTS_PAGE (page)->search));
}

static void
tw_reports_page_dispose (GObject *object)
{
  TwReportsPage *self = TW_REPORTS_PAGE (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_REPORTS_PAGE);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_reports_page_parent_class)->dispose (object);
}

static void
tw_reports_page_class_init (TwReportsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = tw_reports_page_constructed;
  object_class->dispose = tw_reports_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_reports_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "reports";
  tw_action_table_install (&tw_reports_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("report/tw-reports-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwReportsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwReportsPage, jobs_bin);
  gtk_widget_class_bind_template_child (widget_class, TwReportsPage, search);
  gtk_widget_class_bind_template_child (widget_class, TwReportsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
tw_reports_page_init (TwReportsPage *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_report_entry_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_reports_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window
 */
GtkWidget *
tw_reports_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_REPORTS_PAGE, "workspace", workspace, NULL);
}

/**
 * tw_reports_page_get_n_seen:
 * @self: a page
 *
 * Returns: how many reports are shown
 */
guint
tw_reports_page_get_n_seen (TwReportsPage *self)
{
  guint n = 0;
  GtkListBoxRow *row = NULL;

  g_return_val_if_fail (TW_IS_REPORTS_PAGE (self), 0);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (filter_func (row, self))
      n++;
  return n;
}

/**
 * tw_reports_page_search:
 * @self: a page
 * @words: what is typed
 */
void
tw_reports_page_search (TwReportsPage *self,
                        const char    *words)
{
  g_return_if_fail (TW_IS_REPORTS_PAGE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->search), words);
  search_changed_cb (self);
}

/**
 * tw_reports_page_get_list:
 * @self: a page
 *
 * Returns: (transfer none): its lines, drafts first
 */
GtkListBox *
tw_reports_page_get_list (TwReportsPage *self)
{
  g_return_val_if_fail (TW_IS_REPORTS_PAGE (self), NULL);
  return self->list;
}

/**
 * tw_reports_page_get_n_drafts:
 * @self: a page
 *
 * Returns: how many reports are there that were never saved
 */
guint
tw_reports_page_get_n_drafts (TwReportsPage *self)
{
  guint n = 0;
  GtkListBoxRow *row = NULL;

  g_return_val_if_fail (TW_IS_REPORTS_PAGE (self), 0);
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) n)) != NULL && get_group (get_entry (row)) == GROUP_DRAFT)
    n++;
  return n;
}
