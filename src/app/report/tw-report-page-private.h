/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-filter-bar.h"
#include "tw-report-page.h"

G_BEGIN_DECLS

struct _TwReportPage
{
  TwWindowPage      parent_instance;

  TwReportState    *state;                             /* (owned) */
  gboolean          designing, filling;

  TwFilterBar      *filter_bar;                        /* (nullable) child of filter_bin */
  TwReportAnswer   *answer;                            /* child of answer_bin */
  TwReportDesigner *designer;                          /* (nullable) child of designer_bin: made when it is first shown */

  /* From the template. */
  AdwFlap          *flap;
  AdwBin           *filter_bin, *answer_bin, *designer_bin, *jobs_bin;
  AdwWindowTitle   *heading;
  GtkDropDown      *ranges;
  GtkWidget        *save_button, *export_button;
};

void tw_report_page_report         (TwReportPage *self, GError *error);
void tw_report_page_update_actions (TwReportPage *self);

G_END_DECLS
