/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report that was written as a file leaves in the audit log, whoever wrote it: a request, or a job. */
#pragma once

#include "tw-report.h"
#include "tw-store.h"

G_BEGIN_DECLS

/* JSON texts with commas between them; NULL: none. */
char *tw_report_audit_dup_sensitive (const TwReport *report, TwSchema *schema);
void  tw_report_audit_enter_file    (TwStore *store, const TwId *user, const TwReport *report, gint64 n_rows, const char *format, const char *title);

G_END_DECLS
