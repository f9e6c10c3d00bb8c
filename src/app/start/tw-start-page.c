/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-start-page.h"

struct _TwStartPage
{
  AdwBin          parent_instance;

  GtkStack       *stack;
  GtkProgressBar *progress_bar;
  AdwStatusPage  *progress_page;
  AdwStatusPage  *error_page;
};

G_DEFINE_FINAL_TYPE (TwStartPage, tw_start_page, ADW_TYPE_BIN)

static void
tw_start_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_START_PAGE);
  G_OBJECT_CLASS (tw_start_page_parent_class)->dispose (object);
}

static void
tw_start_page_class_init (TwStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_start_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("start/tw-start-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, progress_page);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, error_page);
}

static void
tw_start_page_init (TwStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_start_page_new:
 *
 * Returns: (transfer floating): a page that shows the welcome
 */
TwStartPage *
tw_start_page_new (void)
{
  return g_object_new (TW_TYPE_START_PAGE, NULL);
}

/**
 * tw_start_page_show_welcome:
 * @self: the page
 *
 * Shows the two ways to start.
 */
void
tw_start_page_show_welcome (TwStartPage *self)
{
  g_return_if_fail (TW_IS_START_PAGE (self));
  gtk_stack_set_visible_child_name (self->stack, "welcome");
}

/**
 * tw_start_page_show_progress:
 * @self: the page
 * @fraction: how much is done, 0 to 1
 *
 * Shows how far the making of the demo company is.
 */
void
tw_start_page_show_progress (TwStartPage *self,
                             double       fraction)
{
  g_return_if_fail (TW_IS_START_PAGE (self));
  gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (fraction, 0, 1));
  gtk_stack_set_visible_child_name (self->stack, "progress");
}

/**
 * tw_start_page_show_error:
 * @self: the page
 * @message: one sentence that says what to do
 *
 * Shows why the workspace could not be opened.
 */
void
tw_start_page_show_error (TwStartPage *self,
                          const char  *message)
{
  g_return_if_fail (TW_IS_START_PAGE (self) && message != NULL);
  tw_tell (self->error_page, message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}
