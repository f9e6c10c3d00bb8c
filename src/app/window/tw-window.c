/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-window.h"

#include <glib/gi18n-lib.h>

#include "tw-icons.h"
#include "tw-import-commands.h"
#include "tw-sync-commands.h"
#include "tw-figures-page.h"
#include "tw-painted.h"
#include "tw-task-commands.h"
#include "tw-toast.h"
#include "tw-window-private.h"

G_DEFINE_FINAL_TYPE (TwWindow, tw_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_0, PROP_WORKSPACE, N_PROPS };
static GParamSpec *properties[N_PROPS];

static TwWindowPage *
get_page (TwWindow *self)
{
  GtkWidget *child = self->pages != NULL ? adw_leaflet_get_visible_child (self->pages) : NULL;

  return child != NULL ? TW_WINDOW_PAGE (child) : NULL;
}

static guint
get_n_pages (TwWindow *self)
{
  g_autoptr(GtkSelectionModel) model = adw_leaflet_get_pages (self->pages);

  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static TwWindowPage *
ref_page (TwWindow *self,
          guint     i)
{
  g_autoptr(GtkSelectionModel) model = adw_leaflet_get_pages (self->pages);
  g_autoptr(AdwLeafletPage) page = g_list_model_get_item (G_LIST_MODEL (model), i);

  return g_object_ref (TW_WINDOW_PAGE (adw_leaflet_page_get_child (page)));
}

/* The line of the sidebar that led here: the visible page's own, or that of the page below which it was opened from. */
static const char *
find_place (TwWindow *self)
{
  TwWindowPage *visible = get_page (self);
  const char *place = NULL;

  for (guint i = 0, n = get_n_pages (self); i < n; i++)
    {
      g_autoptr(TwWindowPage) page = ref_page (self, i);

      if (tw_window_page_get_place (page) != NULL)
        place = tw_window_page_get_place (page);
      if (page == visible)
        break;
    }
  return place;
}

/* The order of pages decides who has a back button, and the fold who is narrow. */
static void
update_pages (TwWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);
  guint n_pages = get_n_pages (self);

  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr(TwWindowPage) page = ref_page (self, i);

      tw_window_page_set_narrow (page, folded);
      tw_window_page_set_can_go_back (page, i > 0 || folded);
    }
  if (self->sidebar == NULL)
    return;
  tw_sidebar_set_folded (self->sidebar, folded);
  tw_sidebar_select (self->sidebar, find_place (self));
}

/* Pages after the visible one were left by going back; they go once the transition no longer needs them. */
static void
drop_left_pages (TwWindow *self)
{
  TwWindowPage *visible = get_page (self);

  for (guint n = get_n_pages (self); visible != NULL && n > 0; n--)
    {
      g_autoptr(TwWindowPage) last = ref_page (self, n - 1);

      if (last == visible)
        break;
      adw_leaflet_remove (self->pages, GTK_WIDGET (last));
    }
}

static void
folded_cb (TwWindow *self)
{
  update_pages (self);
}

static void
page_shown_cb (TwWindow *self)
{
  TwWindowPage *page = get_page (self);

  if (page == NULL)
    return;
  if (!adw_leaflet_get_child_transition_running (self->pages))
    drop_left_pages (self);
  update_pages (self);
  tw_window_page_shown (page);
}

static void
transition_cb (TwWindow *self)
{
  if (!adw_leaflet_get_child_transition_running (self->pages))
    drop_left_pages (self);
}

/* A key that nobody around the focus wanted is for the page that is shown: its commands work from the sidebar too. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                TwWindow              *self)
{
  TwWindowPage *page = get_page (self);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (page == NULL || self->workspace == NULL || (self->palette != NULL && tw_palette_is_open (self->palette)))
    return GDK_EVENT_PROPAGATE;
  if (focus != NULL && (focus == GTK_WIDGET (page) || gtk_widget_is_ancestor (focus, GTK_WIDGET (page))))
    return GDK_EVENT_PROPAGATE;
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (page));
}

/* The page that is shown goes last and the focus before everything: a page that came to light in between would take the focus in
 * a window that is being taken apart, and GTK would keep the parts that had it alive. */
static void
clear_workspace (TwWindow *self)
{
  g_clear_object (&self->undo_toasts);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (self->pages != NULL)
    drop_left_pages (self);
  if (self->palette != NULL)
    gtk_overlay_remove_overlay (self->overlay, GTK_WIDGET (self->palette));
  self->palette = NULL;
  if (self->sidebar_bin != NULL)
    adw_bin_set_child (self->sidebar_bin, NULL);
  self->sidebar = NULL;
  while (self->pages != NULL && get_n_pages (self) > 0)
    {
      g_autoptr(TwWindowPage) page = ref_page (self, 0);

      adw_leaflet_remove (self->pages, GTK_WIDGET (page));
    }
  g_clear_object (&self->workspace);
}

static void
tw_window_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  TwWindow *self = TW_WINDOW (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_window_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  TwWindow *self = TW_WINDOW (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      tw_window_set_workspace (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_window_dispose (GObject *object)
{
  TwWindow *self = TW_WINDOW (object);

  clear_workspace (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_WINDOW);
  G_OBJECT_CLASS (tw_window_parent_class)->dispose (object);
}

static void
tw_window_class_init (TwWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  tw_icons_stay ();
  object_class->get_property = tw_window_get_property;
  object_class->set_property = tw_window_set_property;
  object_class->dispose = tw_window_dispose;

  properties[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, TW_TYPE_WORKSPACE,
                                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  tw_action_table_install (&tw_window_actions, widget_class);
  tw_action_table_install (&tw_window_place_actions, widget_class);
  tw_action_table_install (&tw_window_record_actions, widget_class);
  tw_action_table_install (&tw_window_report_actions, widget_class);
  tw_action_table_install (&tw_window_search_actions, widget_class);
  tw_action_table_install (&tw_window_beside_actions, widget_class);
  tw_action_table_install (&tw_sync_actions, widget_class);
  tw_action_table_install (&tw_import_window_actions, widget_class);
  tw_action_table_install (&tw_task_window_actions, widget_class);
  tw_action_table_install (&tw_figures_window_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("window/tw-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, root);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, read_only_bar);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, transition_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

/* On X11 the toolkit draws the icon in each size before it shows the window. */
static void
painted_cb (GtkWidget *widget)
{
  gtk_window_set_icon_name (GTK_WINDOW (widget), TW_APP_ID);
}

static void
tw_window_init (TwWindow *self)
{
  g_type_ensure (TW_TYPE_READ_ONLY_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_after_painted (GTK_WIDGET (self), painted_cb);
  tw_sync_commands_update (self);
  tw_import_commands_attach (self);
}

/**
 * tw_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window without a workspace
 */
TwWindow *
tw_window_new (GtkApplication *application)
{
  return g_object_new (TW_TYPE_WINDOW, "application", application, NULL);
}

/**
 * tw_window_get_workspace:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the workspace that it shows
 */
TwWorkspace *
tw_window_get_workspace (TwWindow *self)
{
  g_return_val_if_fail (TW_IS_WINDOW (self), NULL);
  return self->workspace;
}

/**
 * tw_window_set_workspace:
 * @self: a window
 * @workspace: (nullable): a workspace
 *
 * Shows a workspace: its sidebar, and the first view of it.
 */
void
tw_window_set_workspace (TwWindow    *self,
                         TwWorkspace *workspace)
{
  g_autofree char *name = NULL;

  g_return_if_fail (TW_IS_WINDOW (self));
  if (workspace == self->workspace)
    return;
  clear_workspace (self);
  tw_read_only_bar_set_store (self->read_only_bar, workspace != NULL ? tw_workspace_get_store (workspace) : NULL);
  if (workspace != NULL)
    {
      self->workspace = g_object_ref (workspace);
      self->sidebar = tw_sidebar_new (workspace);
      adw_bin_set_child (self->sidebar_bin, GTK_WIDGET (self->sidebar));
      self->palette = tw_palette_new (workspace);
      gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->palette));
      self->undo_toasts = tw_undo_toasts_new (tw_workspace_get_store (workspace), self->toasts);
      name = tw_workspace_dup_name (workspace);
      gtk_window_set_title (GTK_WINDOW (self), name);
      g_signal_connect_object (tw_workspace_get_account (workspace), "changed", G_CALLBACK (tw_sync_commands_update), self,
                               G_CONNECT_SWAPPED);
      tw_sidebar_open_first (self->sidebar);
      gtk_stack_set_visible_child_name (self->root, "main");
    }
  tw_sync_commands_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKSPACE]);
}

/**
 * tw_window_get_page:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the page that is shown
 */
TwWindowPage *
tw_window_get_page (TwWindow *self)
{
  g_return_val_if_fail (TW_IS_WINDOW (self), NULL);
  return get_page (self);
}

/**
 * tw_window_push_page:
 * @self: a window
 * @page: (transfer floating): the page
 * @clear: whether it takes the place of all pages that are there
 *
 * Shows a page.
 */
void
tw_window_push_page (TwWindow     *self,
                     TwWindowPage *page,
                     gboolean      clear)
{
  g_return_if_fail (TW_IS_WINDOW (self) && TW_IS_WINDOW_PAGE (page));
  drop_left_pages (self);
  adw_leaflet_append (self->pages, GTK_WIDGET (page));
  /* The old pages go before the new one is chosen: there is nothing to slide away from. */
  while (clear && get_n_pages (self) > 1)
    {
      g_autoptr(TwWindowPage) first = ref_page (self, 0);

      adw_leaflet_remove (self->pages, GTK_WIDGET (first));
    }
  adw_leaflet_set_visible_child (self->pages, GTK_WIDGET (page));
  update_pages (self);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->pages));
}

/**
 * tw_window_push_place:
 * @self: a window
 * @page: (transfer floating): the page
 * @place: target of the line of the sidebar that leads to it
 *
 * Shows a page instead of all that are there, and marks its line.
 */
void
tw_window_push_place (TwWindow     *self,
                      TwWindowPage *page,
                      const char   *place)
{
  g_return_if_fail (TW_IS_WINDOW_PAGE (page) && place != NULL);
  tw_window_page_set_place (page, place);
  tw_window_push_page (self, page, TRUE);
}

/**
 * tw_window_replace_page:
 * @self: a window
 * @page: (transfer floating): the page
 *
 * Shows a page instead of the present one; the way back stays the same.
 */
void
tw_window_replace_page (TwWindow     *self,
                        TwWindowPage *page)
{
  TwWindowPage *former = get_page (self);

  g_return_if_fail (TW_IS_WINDOW (self) && TW_IS_WINDOW_PAGE (page) && former != NULL);
  drop_left_pages (self);
  adw_leaflet_append (self->pages, GTK_WIDGET (page));
  /* Were the former one taken away first, the one below it would be shown in between. */
  adw_leaflet_set_visible_child (self->pages, GTK_WIDGET (page));
  adw_leaflet_remove (self->pages, GTK_WIDGET (former));
  update_pages (self);
}

/**
 * tw_window_back:
 * @self: a window
 *
 * Goes to the page before; in a narrow window from the first page to the sidebar.
 */
void
tw_window_back (TwWindow *self)
{
  g_return_if_fail (TW_IS_WINDOW (self));
  if (!adw_leaflet_navigate (self->pages, ADW_NAVIGATION_DIRECTION_BACK) && adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/**
 * tw_window_toast:
 * @self: a window
 * @message: one sentence, plain text
 *
 * Shows a sentence for a moment, at once: it answers what somebody just did. An offer to take something back waits behind it.
 */
void
tw_window_toast (TwWindow   *self,
                 const char *message)
{
  g_autofree char *escaped = NULL;
  AdwToast *toast = NULL;

  g_return_if_fail (TW_IS_WINDOW (self) && message != NULL);
  escaped = g_markup_escape_text (message, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  tw_toast_show (self->toasts, toast);
}

/**
 * tw_window_toast_open:
 * @self: a window
 * @message: one sentence, plain text
 * @uri: address of a file
 *
 * Shows a sentence with a button that opens the file.
 */
void
tw_window_toast_open (TwWindow   *self,
                      const char *message,
                      const char *uri)
{
  g_autofree char *escaped = NULL;
  AdwToast *toast = NULL;

  g_return_if_fail (TW_IS_WINDOW (self) && message != NULL && uri != NULL);
  escaped = g_markup_escape_text (message, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _("_Open"));
  adw_toast_set_action_name (toast, "win.open-outside");
  adw_toast_set_action_target_value (toast, g_variant_new_string (uri));
  tw_toast_show (self->toasts, toast);
}

/**
 * tw_window_search:
 * @self: a window
 * @text: (nullable): what to type; NULL closes the palette
 *
 * Opens the palette.
 */
void
tw_window_search (TwWindow   *self,
                  const char *text)
{
  g_return_if_fail (TW_IS_WINDOW (self));
  if (self->palette == NULL)
    return;
  if (text == NULL)
    {
      tw_palette_close (self->palette);
      return;
    }
  tw_palette_open (self->palette, GTK_WIDGET (get_page (self)));
  tw_palette_set_text (self->palette, text);
}

/**
 * tw_window_set_start:
 * @self: a window
 * @page: (transfer floating): what to show
 *
 * Shows a page that needs no workspace instead of the main part: the welcome, the progress of making the demo, an error.
 */
void
tw_window_set_start (TwWindow  *self,
                     GtkWidget *page)
{
  GtkWidget *former = NULL;

  g_return_if_fail (TW_IS_WINDOW (self) && GTK_IS_WIDGET (page));
  former = gtk_stack_get_child_by_name (self->root, "start");
  if (former != NULL && former != page)
    gtk_stack_remove (self->root, former);
  if (former != page)
    gtk_stack_add_named (self->root, page, "start");
  gtk_stack_set_visible_child_name (self->root, "start");
}
