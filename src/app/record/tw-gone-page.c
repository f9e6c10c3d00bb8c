/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-gone-page.h"

#include <glib/gi18n-lib.h>

#include "tw-app.h"

struct _TwGonePage
{
  TwWindowPage   parent_instance;

  AdwStatusPage *status;
};

G_DEFINE_FINAL_TYPE (TwGonePage, tw_gone_page, TW_TYPE_WINDOW_PAGE)

static void
tw_gone_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_GONE_PAGE);
  G_OBJECT_CLASS (tw_gone_page_parent_class)->dispose (object);
}

static void
tw_gone_page_class_init (TwGonePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_gone_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->help = "undo";
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("record/tw-gone-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwGonePage, status);
}

static void
tw_gone_page_init (TwGonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_gone_page_new:
 * @workspace: the workspace
 * @entity: what kind of record was asked for
 * @error: why it cannot be shown: %TW_STORE_ERROR_NOT_FOUND when there is none
 *
 * Returns: (transfer floating): a page that says so and leads back
 */
TwWindowPage *
tw_gone_page_new (TwWorkspace    *workspace,
                  const TwEntity *entity,
                  const GError   *error)
{
  TwGonePage *self = g_object_new (TW_TYPE_GONE_PAGE, "workspace", workspace, "title", tw_entity_get_label (entity, FALSE),
                                   NULL);

  tw_tell (self->status, error->message);
  if (!g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      adw_status_page_set_title (self->status, _("This Record Cannot Be Read"));
      adw_status_page_set_icon_name (self->status, "dialog-warning-symbolic");
    }
  else if (entity->icon != NULL)
    adw_status_page_set_icon_name (self->status, entity->icon);
  return TW_WINDOW_PAGE (self);
}
