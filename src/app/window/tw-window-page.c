/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-window-page.h"

#include <string.h>

#include "tw-page-layout.h"

typedef struct
{
  TwWorkspace *workspace;                              /* (owned) */
  char        *title;                                  /* (owned) */
  char        *place;                                  /* (owned) (nullable) */
  gboolean     can_go_back;
  gboolean     narrow;
} TwWindowPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TwWindowPage, tw_window_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_WORKSPACE, PROP_TITLE, PROP_CAN_GO_BACK, PROP_NARROW, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
tw_window_page_real_shown (TwWindowPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static const char *
tw_window_page_real_get_help (TwWindowPage *self)
{
  return TW_WINDOW_PAGE_GET_CLASS (self)->help;
}

static void
tw_window_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (TW_WINDOW_PAGE (object));

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, priv->workspace);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, priv->can_go_back);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, priv->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_window_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  TwWindowPage *self = TW_WINDOW_PAGE (object);
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      priv->workspace = g_value_dup_object (value);
      break;
    case PROP_TITLE:
      tw_window_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_CAN_GO_BACK:
      tw_window_page_set_can_go_back (self, g_value_get_boolean (value));
      break;
    case PROP_NARROW:
      tw_window_page_set_narrow (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_window_page_finalize (GObject *object)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (TW_WINDOW_PAGE (object));

  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->place, g_free);
  g_clear_object (&priv->workspace);
  G_OBJECT_CLASS (tw_window_page_parent_class)->finalize (object);
}

static void
tw_window_page_class_init (TwWindowPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_window_page_get_property;
  object_class->set_property = tw_window_page_set_property;
  object_class->finalize = tw_window_page_finalize;
  klass->shown = tw_window_page_real_shown;
  klass->get_help = tw_window_page_real_get_help;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), TW_TYPE_PAGE_LAYOUT);

  properties[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, TW_TYPE_WORKSPACE,
                                                    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_window_page_init (TwWindowPage *self)
{
}

/**
 * tw_window_page_get_workspace:
 * @self: a page
 *
 * Returns: (transfer none): the workspace that it shows
 */
TwWorkspace *
tw_window_page_get_workspace (TwWindowPage *self)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_val_if_fail (TW_IS_WINDOW_PAGE (self), NULL);
  return priv->workspace;
}

/**
 * tw_window_page_get_place:
 * @self: a page
 *
 * Returns: (nullable): target of the line of the sidebar that the page stands for, "" when there is none; NULL for a page that belongs to
 *   the one that it was opened from
 */
const char *
tw_window_page_get_place (TwWindowPage *self)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_val_if_fail (TW_IS_WINDOW_PAGE (self), NULL);
  return priv->place;
}

/**
 * tw_window_page_set_place:
 * @self: a page
 * @place: target of a line of the sidebar, or ""
 *
 * Says, before the page is shown, which line is marked while it is.
 */
void
tw_window_page_set_place (TwWindowPage *self,
                          const char   *place)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_if_fail (TW_IS_WINDOW_PAGE (self) && place != NULL);
  g_free (priv->place);
  priv->place = g_strdup (place);
}

/**
 * tw_window_page_get_title:
 * @self: a page
 *
 * Returns: (nullable): its title, which also stands in the title of the window
 */
const char *
tw_window_page_get_title (TwWindowPage *self)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_val_if_fail (TW_IS_WINDOW_PAGE (self), NULL);
  return priv->title;
}

/**
 * tw_window_page_set_title:
 * @self: a page
 * @title: (nullable): its title
 *
 * Sets the title of the page.
 */
void
tw_window_page_set_title (TwWindowPage *self,
                          const char   *title)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_if_fail (TW_IS_WINDOW_PAGE (self));
  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * tw_window_page_get_help:
 * @self: a page
 *
 * Returns: Mallard id of the page of the help about what it shows
 */
const char *
tw_window_page_get_help (TwWindowPage *self)
{
  g_return_val_if_fail (TW_IS_WINDOW_PAGE (self), NULL);
  return TW_WINDOW_PAGE_GET_CLASS (self)->get_help (self);
}

/**
 * tw_window_page_get_can_go_back:
 * @self: a page
 *
 * Returns: whether there is a page before this one, so that the back button is shown
 */
gboolean
tw_window_page_get_can_go_back (TwWindowPage *self)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_val_if_fail (TW_IS_WINDOW_PAGE (self), FALSE);
  return priv->can_go_back;
}

/**
 * tw_window_page_set_can_go_back:
 * @self: a page
 * @can_go_back: whether there is a page before this one
 *
 * For the window, which knows the order of pages.
 */
void
tw_window_page_set_can_go_back (TwWindowPage *self,
                                gboolean      can_go_back)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_if_fail (TW_IS_WINDOW_PAGE (self));
  if (priv->can_go_back == !!can_go_back)
    return;
  priv->can_go_back = !!can_go_back;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_GO_BACK]);
}

/**
 * tw_window_page_get_narrow:
 * @self: a page
 *
 * Returns: whether the window is folded to one column
 */
gboolean
tw_window_page_get_narrow (TwWindowPage *self)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_val_if_fail (TW_IS_WINDOW_PAGE (self), FALSE);
  return priv->narrow;
}

/* The buttons of a window without those for which a narrow one has no room: its title bar still answers to a double click. */
static char *
dup_narrow_layout (GtkWidget *widget)
{
  g_autofree char *layout = NULL;
  GString *narrow = g_string_new (NULL);
  const char *start = NULL;

  g_object_get (gtk_widget_get_settings (widget), "gtk-decoration-layout", &layout, NULL);
  start = layout != NULL ? layout : "";
  while (TRUE)
    {
      gsize n = strcspn (start, ",:");

      if (strncmp (start, "minimize", n) != 0 && strncmp (start, "maximize", n) != 0)
        {
          if (n > 0 && narrow->len > 0 && narrow->str[narrow->len - 1] != ':')
            g_string_append_c (narrow, ',');
          g_string_append_len (narrow, start, (gssize) n);
        }
      if (start[n] == ':')
        g_string_append_c (narrow, ':');
      if (start[n] == '\0')
        return g_string_free (narrow, FALSE);
      start += n + 1;
    }
}

/* The header is the first that stands in a page. */
static AdwHeaderBar *
find_header (GtkWidget *widget)
{
  AdwHeaderBar *found = ADW_IS_HEADER_BAR (widget) ? ADW_HEADER_BAR (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_header (child);
  return found;
}

/**
 * tw_window_header_set_narrow:
 * @header: of a page, or of the sidebar
 * @narrow: whether the window is folded to one column
 *
 * Each column of a folded window has the same buttons of the window.
 */
void
tw_window_header_set_narrow (AdwHeaderBar *header,
                             gboolean      narrow)
{
  g_autofree char *layout = narrow ? dup_narrow_layout (GTK_WIDGET (header)) : NULL;

  g_return_if_fail (ADW_IS_HEADER_BAR (header));
  adw_header_bar_set_decoration_layout (header, layout);
}

static void
update_header (TwWindowPage *self,
               gboolean      narrow)
{
  AdwHeaderBar *header = find_header (GTK_WIDGET (self));

  if (header != NULL)
    tw_window_header_set_narrow (header, narrow);
}

/**
 * tw_window_page_set_narrow:
 * @self: a page
 * @narrow: whether the window is folded to one column
 *
 * For the window, which knows its width.
 */
void
tw_window_page_set_narrow (TwWindowPage *self,
                           gboolean      narrow)
{
  TwWindowPagePrivate *priv = tw_window_page_get_instance_private (self);

  g_return_if_fail (TW_IS_WINDOW_PAGE (self));
  if (priv->narrow == !!narrow)
    return;
  priv->narrow = !!narrow;
  update_header (self, priv->narrow);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

/**
 * tw_window_page_shown:
 * @self: a page
 *
 * For the window: tells the page that it is the one that is shown now.
 */
void
tw_window_page_shown (TwWindowPage *self)
{
  g_return_if_fail (TW_IS_WINDOW_PAGE (self));
  TW_WINDOW_PAGE_GET_CLASS (self)->shown (self);
}
