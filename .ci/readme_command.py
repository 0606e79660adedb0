"""Print the n-th command of the README's first section, so that CI runs the very words a newcomer reads."""

import re
import sys
from pathlib import Path

blocks = re.findall(r"```bash\n(.*?)```", Path("README.md").read_text(), re.DOTALL)
print(blocks[int(sys.argv[1]) - 1].strip())
