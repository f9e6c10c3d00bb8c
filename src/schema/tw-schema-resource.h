/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped schema files, built into the library by tools/schema-resource. Naming the function keeps them in the program. */
#pragma once

#include <gio/gio.h>

GResource *tw_schema_data_get_resource (void);
